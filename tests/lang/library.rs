//! Turns the library's declarations into a page for authors. Reads lines, not the language: the
//! declarations are written one a line, with their documentation above.

use std::fmt::Write as _;

/// The page of one file.
pub(super) fn page(name: &str, source: &str) -> String {
    let mut out = format!("## `std/{name}`\n");
    let mut doc: Vec<&str> = Vec::new();
    let mut within = Within::File;
    let mut intro = true;
    for line in source.lines() {
        let line = line.trim();
        if let Some(text) = line.strip_prefix("##") {
            doc.push(text.strip_prefix(' ').unwrap_or(text));
            intro = false;
            continue;
        }
        match within {
            Within::Record | Within::Enum if line == "}" => within = Within::File,
            Within::Record if !doc.is_empty() => field(&mut out, line, &doc),
            Within::Enum if !doc.is_empty() => value(&mut out, line, &doc),
            Within::File if intro && line.starts_with("# ") => {
                let _ =
                    write!(out, "{}{}", if out.ends_with("`\n") { "\n" } else { "" }, &line[2..]);
                out.push('\n');
            }
            Within::File if !doc.is_empty() && !line.is_empty() => {
                within = item(&mut out, line, &doc)
            }
            _ => {}
        }
        if !line.is_empty() {
            doc.clear();
        }
    }
    out
}

#[derive(Clone, Copy, PartialEq)]
enum Within {
    File,
    Record,
    Enum,
}

fn item(out: &mut String, line: &str, doc: &[&str]) -> Within {
    let declared = line.strip_prefix("extern ").unwrap_or(line);
    let (head, within) = match declared.split_once(' ') {
        Some(("record", rest)) => (rest, Within::Record),
        Some(("enum", rest)) => (rest, Within::Enum),
        _ => (declared.split(" = ").next().unwrap_or(declared), Within::File),
    };
    let opens = head.ends_with('{') && within != Within::File;
    let _ = write!(
        out,
        "\n### `{}`\n\n{}\n",
        head.trim_end_matches(['{', '}', '[', ' ', '=']),
        doc.join("\n").trim_end()
    );
    if !opens {
        return Within::File;
    }
    out.push_str(match within {
        Within::Enum => "\n| value | means |\n| --- | --- |\n",
        _ => "\n| field | type | is |\n| --- | --- | --- |\n",
    });
    within
}

fn field(out: &mut String, line: &str, doc: &[&str]) {
    let (words, ty) = line.split_once(": ").unwrap_or((line, ""));
    let name = words.rsplit(' ').next().unwrap_or(words);
    let how = words.strip_suffix(name).unwrap_or("").trim();
    let how =
        if how.is_empty() { String::new() } else { format!("*{}.* ", how.replace(' ', ", ")) };
    let _ = writeln!(out, "| `{name}` | `{ty}` | {how}{} |", doc.join(" "));
}

fn value(out: &mut String, line: &str, doc: &[&str]) {
    let _ = writeln!(out, "| `{}` | {} |", line.trim_end_matches(','), doc.join(" "));
}
