//! Operators, on each sort of value that has them; and how long a text may get.

use super::{World, of_image, pod, verdicts};

#[test]
fn spans_of_time_add_up() {
    for (condition, expected) in [
        ("duration\"1h\" + duration\"30m\" == duration\"90m\"", "passed"),
        ("duration\"1h\" + duration\"30m\" == duration\"91m\"", "failed: no"),
        ("duration\"1h\" - duration\"15m\" == duration\"45m\"", "passed"),
        ("duration\"1h\" - duration\"15m\" == duration\"75m\"", "failed: no"),
    ] {
        assert_eq!(of_image(condition, &pod("name: a, image: b")), expected, "{condition}");
    }
}

#[test]
fn quantities_are_equal_by_what_they_amount_to() {
    for (condition, expected) in [
        ("quantity\"1Gi\" == quantity\"1024Mi\"", "passed"),
        ("quantity\"1Gi\" == quantity\"1G\"", "failed: no"),
        ("quantity\"0.5\" in [quantity\"1\", quantity\"500m\"]", "passed"),
        ("quantity\"0.5\" in [quantity\"1\", quantity\"5m\"]", "failed: no"),
        ("[quantity\"1\", quantity\"1000m\", quantity\"2\"].unique().len() == 2", "passed"),
    ] {
        assert_eq!(of_image(condition, &pod("name: a, image: b")), expected, "{condition}");
    }
}

#[test]
fn amounts_add_up_and_have_an_order() {
    for (condition, expected) in [
        ("quantity\"1Gi\" + quantity\"1Gi\" == quantity\"2Gi\"", "passed"),
        ("quantity\"1Gi\" + quantity\"1Gi\" == quantity\"1Gi\"", "failed: no"),
        ("duration\"1h\" < duration\"90m\"", "passed"),
        ("duration\"2h\" < duration\"90m\"", "failed: no"),
        ("(\"true\" as Bool) == true", "passed"),
        ("(\"false\" as Bool) == true", "failed: no"),
        ("(\"yes\" as Bool) is absent", "passed"),
    ] {
        assert_eq!(of_image(condition, &pod("name: a, image: b")), expected, "{condition}");
    }
}

/// A message has 4096 bytes at most.
#[test]
fn a_long_message_is_cut() {
    for (length, cut) in [(4_095, false), (4_096, false), (4_097, true), (5_000, true)] {
        let policy =
            format!("rule r on image i {{ require false else \"{}\" }}", "a".repeat(length));
        let found = verdicts(&policy, &World::of(&pod("name: a, image: b")));
        let [line] = &found[..] else { panic!("{found:?}") };
        assert_eq!(
            (line.ends_with('…'), line.len()),
            (cut, 10 + length.min(4_096) + 3 * usize::from(cut))
        );
    }
}

/// Of two versions the one that leaves the answer open is named.
#[test]
fn an_open_version_is_named() {
    for (condition, version) in [
        ("version\"1.27\" < version\"1.27.3\"", "1.27"),
        ("version\"1.27.4\" < version\"1.27\"", "1.27"),
        ("same_minor(version\"1.27.3\", version\"1\")", "1"),
        ("same_minor(version\"1.27\", version\"1\")", "1"),
        ("same_minor(version\"1\", version\"1.27\")", "1"),
        ("same_minor(version\"2\", version\"2.1\")", "2"),
    ] {
        let found = of_image(condition, &pod("name: a, image: b"));
        let named = found.starts_with("undecided") && found.contains(&format!("`{version}`"));
        assert!(named, "{condition}: {found}");
    }
}

#[test]
fn a_map_has_its_keys_and_no_others() {
    let by_name = "[c.name ?? \"\": c for c in i.pod?.all_containers ?? []]";
    for (key, expected) in [("a", "passed"), ("x", "failed: no")] {
        let found = of_image(&format!("\"{key}\" in {by_name}"), &pod("name: a, image: b"));
        assert_eq!(found, expected, "{key}");
    }
}

/// What a replacement might come to is counted with the text itself, and may be 2^20 bytes.
#[test]
fn the_longest_text_is_made_and_no_longer_one() {
    let sixteen = "a".repeat(16);
    let longer = format!(".replace(\"a\", \"{sixteen}\")");
    let text = format!("let t: String = \"{sixteen}\"{longer}{longer}{longer}\n");
    for (times, expected) in [(15, "r passed"), (16, "r undecided: the result is too large")] {
        let policy = format!(
            "{text}rule r on image i {{ require t.replace(\"a\", \"{}\").len() > 0 else \"\" }}",
            "a".repeat(times)
        );
        assert_eq!(verdicts(&policy, &World::of(&pod("name: a, image: b"))), [expected], "{times}");
    }
}
