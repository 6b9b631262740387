//! Documents in lists, beside each other, and as JSON.

use serde_json::Value;

use crate::lang::soundness::random::Random;

const EVIL: &str = r#"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"e"},"spec":{"containers":[{"name":"c","image":"evil:latest"}]}}"#;

/// The document within or beside something.
pub(super) fn wrapped(text: String, random: &mut Random) -> String {
    match random.below(8) {
        0 => list(&text, random),
        1 => beside(text, random),
        2 => before(text, random),
        3 => json(&text, random).unwrap_or(text),
        4 => items(text, random),
        5 => format!("{text}{}\n{EVIL}\n", random.pick(&["---", "...", "---\n---", "--- # c", ""])),
        6 => format!(
            "{EVIL}{}{text}",
            random.pick(&["\n---\n", "---\n", "\n", "", "\n...\n", " ---\n"])
        ),
        _ => behind_much(text, random),
    }
}

/// As the item of a list.
fn list(text: &str, random: &mut Random) -> String {
    let kind =
        random.pick(&["List", "PodList", "DeploymentList", "FooList", "Pod", "list", "ListList"]);
    let version = random.pick(&["v1", "apps/v1", "x.io/v1"]);
    let item: String =
        text.lines().map(|line| format!("  {line}\n")).collect::<String>().replacen("  ", "- ", 1);
    let key = random.pick(&[
        "items",
        "items",
        "items",
        "Items",
        "\"items\"",
        "\"\\x69tems\"",
        "? items\n",
    ]);
    let more = random.pick(&[
        "",
        "",
        "- null\n",
        "- {}\n",
        "- []\n",
        "- x\n",
        "metadata: {resourceVersion: \"\"}\n",
    ]);
    format!("apiVersion: {version}\nkind: {kind}\n{key}:\n{item}{more}")
}

/// With items of its own.
fn items(text: String, random: &mut Random) -> String {
    let tricks = [
        format!("items: [{EVIL}]"),
        format!("\"it\\x65ms\": [{EVIL}]"),
        format!("? items\n: [{EVIL}]"),
        format!("Items: [{EVIL}]"),
        format!("!!str items: [{EVIL}]"),
        format!("<<: {{items: [{EVIL}]}}"),
        format!("items: [{{kind: List, apiVersion: v1, items: [{EVIL}]}}]"),
        "items: null".to_owned(),
        "items: []".to_owned(),
        "items: {}".to_owned(),
        "items:".to_owned(),
        "items: ''".to_owned(),
        "items: &a [*a]".to_owned(),
    ];
    format!("{text}{}\n", random.pick(&tricks))
}

/// Beside another, in one of the ways that files hold several.
fn beside(text: String, random: &mut Random) -> String {
    let separators = [
        "---\n",
        "--- \n",
        "---\t\n",
        "--- # c\n",
        "---#c\n",
        "...\n---\n",
        "...\n",
        "---\r\n",
        "----\n",
        "\n---\n\n---\n",
        "---\u{a0}\n",
        "%YAML 1.1\n---\n",
        "...\n%YAML 1.2\n---\n",
        "--- \u{2028}\n",
        "---\u{85}",
        "\u{feff}---\n",
        "---\n\u{feff}",
        "---\r",
        " ---\n",
        "--- |\n",
        "--- &a\n",
        "",
    ];
    let separator = random.pick(&separators);
    let other = "apiVersion: v1\nkind: Pod\nmetadata: {name: q}\nspec: {containers: [{name: c, image: 'evil:latest'}]}\n";
    if random.one_in(2) {
        format!("{text}{separator}{other}")
    } else {
        format!("{other}{separator}{text}")
    }
}

/// Behind something that opens the file.
fn before(text: String, random: &mut Random) -> String {
    let openings = [
        "\u{feff}",
        "\u{feff}\u{feff}",
        "---\n",
        "---\n---\n",
        "%YAML 1.1\n---\n",
        "%YAML 1.2\n---\n",
        "# c\n---\n",
        "# c\n",
        "\n\n",
        " \n",
        "\t\n",
        "...\n",
        "null\n---\n",
        "--- ",
        "---\n...\n",
        "\r\n",
        "%TAG !! tag:x,1:\n---\n",
        "\u{a0}\n",
        "--- # c\n",
        "---#c\n",
        "---\u{a0}\n",
        "#!/bin/sh\n",
        "\u{feff}---\n",
        "# \u{feff}\n",
        "\u{feff}# c\n",
        "~\n---\n",
        "\n---\n",
        "---\n# c\n---\n",
        "...\n---\n",
        "{}\n---\n",
        "// c\n",
        "/* c */\n",
        "{}\n",
        "{}",
        "[]\n---\n",
    ];
    format!("{}{text}", random.pick(&openings))
}

/// Behind more than kubectl looks at when it asks whether a file is JSON.
fn behind_much(text: String, random: &mut Random) -> String {
    let count = random.pick(&[4090, 4095, 4096, 4097, 5000]);
    let much = match random.below(3) {
        0 => " ".repeat(*count),
        1 => "\n".repeat(*count),
        _ => format!("# {}\n", "c".repeat(*count)),
    };
    let text = if random.one_in(2) { format!("{EVIL}\n") } else { text };
    format!("{much}{text}")
}

/// As JSON, or what is nearly that.
fn json(text: &str, random: &mut Random) -> Option<String> {
    let value: Value = serde_yaml::from_str(text).ok().filter(Value::is_object)?;
    let written = if random.one_in(2) {
        serde_json::to_string_pretty(&value).ok()?
    } else {
        value.to_string()
    };
    Some(match random.below(16) {
        0 => written + EVIL,
        1 => written + "\n" + EVIL,
        2 => written + "\n---\n" + EVIL,
        3 => written.replacen('}', ",}", 1),
        4 => written.replacen("\":", "\" :", 1),
        5 => written.replacen('"', "'", 2),
        6 => format!(" \n\t{written}"),
        7 => written + " # c\n",
        8 => format!("// c\n{written}"),
        9 => written.replacen(':', ": /* c */", 1),
        10 => written.replacen('"', "", 2),
        11 => written + ",",
        12 => written + "}",
        13 => written.replacen("{\"", "{\"\\u006b", 1),
        14 => format!("[{written}]"),
        _ => written,
    })
}
