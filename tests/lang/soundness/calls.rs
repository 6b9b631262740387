//! Conditions that call the functions of the library.

use super::policy::word;
use super::random::Random;

/// On an optional text.
pub(super) fn on_text(text: &str, random: &mut Random) -> String {
    let value = format!("({text} ?? {})", word(random));
    let other = word(random);
    match random.below(12) {
        0 => format!("{value}.trim_prefix(\"w\") == {other}"),
        1 => format!("{value}.trim_suffix(\"b\") == {other}"),
        2 => format!("{value}.take({}) == {other}", random.below(4)),
        3 => format!("{value}.skip({}).is_empty()", random.below(4)),
        4 => format!("{value}.index_of(\".\") is {}", random.pick(&["present", "absent"])),
        5 => format!("{value}.lines() == [{other}]"),
        6 => format!("{value}.find_all(re\"[0-9]+\").len() > {}", random.below(2)),
        7 => format!("({value} as Version)?.precision() == {}", 1 + random.below(3)),
        8 => format!("({value} as Version)?.variant() is absent"),
        9 => format!("({value} as Version)?.line(1) == version\"2\""),
        10 => format!("same_minor({value} as Version ?? version\"1.27\", version\"1.27.3\")"),
        _ => format!("({value} as Version ?? version\"1\").without_variant() == version\"2\""),
    }
}

/// On a list of containers.
pub(super) fn on_list(list: &str, random: &mut Random) -> String {
    let names = format!("[z.name ?? \"none\" for z in {list}]");
    let other = word(random);
    match random.below(10) {
        0 => format!("{names}.take({}) == [{other}]", random.below(3)),
        1 => format!("{names}.skip(1) == [{other}]"),
        2 => format!("{names}.reversed() == [\"web\", {other}]"),
        3 => format!("{names}.index_of({other}) is {}", random.pick(&["present", "absent"])),
        4 => format!("{names}.min() == {other}"),
        5 => format!("{names}.max() == {other}"),
        6 => format!(
            "[z.name ?? \"none\": z.image?.tag for z in {list}].merge([{other}: []]).len() == 2"
        ),
        7 => format!("{names}.sorted().first() == {other}"),
        8 => format!("total({}).millis() > 500", limits(list)),
        _ => format!("[q.times(2) for q in {}].max() == quantity\"2\"", limits(list)),
    }
}

fn limits(list: &str) -> String {
    format!("[(z.resources?.limits ?? [])[\"cpu\"] ?? quantity\"1m\" for z in {list}]")
}

/// On an image.
pub(super) fn on_image(image: &str, random: &mut Random) -> String {
    match random.below(5) {
        0 => format!("{image}.tag_form {} Version", random.pick(&["==", "!="])),
        1 => format!("{image}.tag_version is {}", random.pick(&["present", "absent"])),
        2 => format!("({image}.tag_version ?? version\"1\").precision() > 1"),
        3 => format!("same_major({image}.tag_version ?? version\"3\", version\"2\")"),
        _ => format!("{image}.tag_date is absent"),
    }
}
