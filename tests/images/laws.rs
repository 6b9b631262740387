//! Laws that hold for whatever there is: of orders, of covering, of ranges.

use std::cmp::Ordering;

use seaworthy::world::image::{Reference, RepoPattern, Version, VersionRange};
use seaworthy::world::measure::{Duration, Quantity};

use super::random::{Random, cases};

fn version(random: &mut Random) -> Version {
    loop {
        let mut text = String::from(random.pick(&["", "v"]));
        for at in 0..1 + random.below(4) {
            if at > 0 {
                text.push('.');
            }
            text += &random.below(3).to_string();
        }
        text += random.pick(&["", "", "-alpine", "-rc.1", "-rc.2", "-beta", "-alpha.1", "rc"]);
        if let Some(version) = Version::parse(&text) {
            return version;
        }
    }
}

#[test]
fn versions_are_ordered() {
    let mut random = Random(5);
    for _ in 0..cases() {
        let (a, b, c) = (version(&mut random), version(&mut random), version(&mut random));
        assert_eq!(a.compare(&a), Some(Ordering::Equal), "{a}");
        assert_eq!(a.compare(&b), b.compare(&a).map(Ordering::reverse), "{a} {b}");
        if a.compare(&b) == Some(Ordering::Less) && b.compare(&c) == Some(Ordering::Less) {
            assert_eq!(a.compare(&c), Some(Ordering::Less), "{a} {b} {c}");
        }
        if a == b {
            assert_eq!(a.compare(&b), Some(Ordering::Equal), "{a} {b}");
        }
    }
}

/// A range says of a partial version what it says of all versions that this stands for, and a
/// comparison says what the order says.
#[test]
fn ranges_agree_with_the_order_and_with_all_that_a_version_stands_for() {
    let mut random = Random(7);
    for _ in 0..cases() / 4 {
        let (bound, tag) = (version(&mut random), version(&mut random));
        if bound.is_pre_release() || tag.is_pre_release() || !bound.suffix().is_empty() {
            continue;
        }
        let sign = random.pick(&[">=", "<", ">", "<=", "="]);
        let Ok(range) = VersionRange::parse(&format!("{sign}{bound}")) else {
            assert!(sign == "<" && bound.numbers().iter().all(|&n| n == 0), "{sign}{bound}");
            continue;
        };
        let found = range.matches(&tag);
        if let Some(order) = tag.compare(&bound).filter(|order| order.is_ne()) {
            let expected = matches!(
                (sign, order),
                (">" | ">=", Ordering::Greater) | ("<" | "<=", Ordering::Less)
            );
            assert_eq!(found, Some(expected), "{tag} {range}");
        }
        let Some(whole) = found else { continue };
        for more in 0..3 {
            let numbers: Vec<String> = tag.numbers().iter().map(u64::to_string).collect();
            let longer = Version::parse(&format!("{}.{more}", numbers.join(".")));
            if let Some(longer) = longer {
                assert_eq!(range.matches(&longer), Some(whole), "{tag} {longer} {range}");
            }
        }
    }
}

#[test]
fn quantities_are_ordered_and_print_what_they_are() {
    let mut random = Random(11);
    let draw = |random: &mut Random| {
        let sign = random.pick(&["", "-", "+"]);
        let suffixes = ["", "n", "u", "m", "k", "M", "G", "E", "Ki", "Mi", "Gi", "Ei", "e3", "e-2"];
        let number = random.below(3000);
        let fraction = random.pick(&["", ".5", ".025", "."]);
        format!("{sign}{number}{fraction}{}", random.pick(&suffixes))
    };
    for _ in 0..cases() {
        let (a, b) = (draw(&mut random), draw(&mut random));
        let (x, y) = (Quantity::parse(&a).expect(&a), Quantity::parse(&b).expect(&b));
        assert_eq!(Quantity::parse(&x.to_string()), Ok(x), "{a}");
        assert_eq!(x.cmp(&y), y.cmp(&x).reverse(), "{a} {b}");
        if let Some(sum) = x.checked_add(y) {
            assert_eq!(sum.checked_sub(y), Some(x), "{a} {b}");
            assert_eq!(sum > x, y > Quantity::parse("0").expect("zero"), "{a} {b}");
        }
    }
}

#[test]
fn durations_print_what_they_are() {
    let mut random = Random(13);
    for _ in 0..cases() / 10 {
        let seconds = i64::try_from(random.next() >> (1 + random.below(62))).expect("positive");
        let duration = Duration::from_seconds(if random.once_in(2) { seconds } else { -seconds });
        assert_eq!(Duration::parse(&duration.to_string()), Ok(duration));
    }
}

fn pattern(random: &mut Random) -> RepoPattern {
    let registry =
        random.pick(&["docker.io", "a.io", "b.io", "*.io", "a.io:80", "*.*", "localhost"]);
    let mut text = registry.to_owned();
    for _ in 0..random.below(4) {
        text.push('/');
        text += random.pick(&["library", "a", "ab", "*"]);
    }
    RepoPattern::parse(&text).expect("a pattern")
}

fn reference(random: &mut Random) -> Reference {
    let mut text =
        random.pick(&["", "docker.io/", "a.io/", "b.io/", "a.io:80/", "localhost/"]).to_owned();
    for at in 0..1 + random.below(3) {
        if at > 0 {
            text.push('/');
        }
        text += random.pick(&["library", "a", "ab", "b"]);
    }
    text += random.pick(&["", ":1"]);
    Reference::parse(&text).expect("a reference")
}

/// What a covered pattern covers is covered; an image is covered by its own repository, and by
/// what covers that; what lies within a covered repository is covered.
#[test]
fn covering_is_inclusion() {
    let mut random = Random(17);
    let mut included = 0_u64;
    for _ in 0..cases() {
        let (wide, narrow) = (pattern(&mut random), pattern(&mut random));
        let image = reference(&mut random);
        assert!(wide.covers_repository(&wide), "{wide}");
        assert!(RepoPattern::of(&image).covers(&image), "{image}");
        assert_eq!(RepoPattern::parse(&wide.to_string()).as_ref(), Ok(&wide));
        if wide.covers_repository(&narrow) {
            included += 1;
            assert!(wide.covers(&image) || !narrow.covers(&image), "{wide} {narrow} {image}");
        }
        if wide.covers(&image) {
            let below = format!("{}/more", image.repository());
            assert!(wide.covers(&Reference::parse(&below).expect(&below)), "{wide} {below}");
        }
        // Another last letter is another component.
        let beside = Reference::parse(&format!("{}x", image.repository())).expect("a reference");
        assert!(!RepoPattern::of(&image).covers(&beside), "{image} {beside}");
    }
    assert!(included > cases() / 50, "{included}");
}
