//! Mutations of manifests that know YAML: most leave a document that some reader takes, and change
//! what it is to one of them.

use std::ops::Range;

use crate::lang::soundness::random::Random;

use super::lines::LINES;
use super::pieces::{INSERTS, KEYS, ODD, TAGS, VALUES};
use super::{encode, restyle, wrap};

/// File `number` of the run with this seed.
pub(super) fn file(seed: u64, number: u64, seeds: &[Vec<u8>]) -> Vec<u8> {
    let mut random = Random::new(seed.wrapping_mul(0x1_0000_0001).wrapping_add(number));
    let mut bytes = random.pick(seeds).clone();
    if let Ok(mut text) = String::from_utf8(bytes.clone()) {
        if random.one_in(2) {
            text = restyle::restyled(&text, &mut random).unwrap_or(text);
        }
        let times = [0, 1, 1, 1, 1, 1, 1, 2, 2, 4][random.below(10)];
        for _ in 0..times {
            let other = random.pick(seeds);
            text = mutated(text, other, &mut random);
        }
        if random.one_in(5) {
            text = wrap::wrapped(text, &mut random);
        }
        bytes = text.into_bytes();
    }
    encode::encoded(bytes, &mut random)
}

type Mutation = fn(&str, &mut Random) -> Option<String>;

/// Those that more often leave something readable stand more than once.
const MUTATIONS: &[Mutation] = &[
    value,
    value,
    value,
    value,
    key,
    key,
    key,
    line_in,
    line_in,
    line_in,
    quote,
    quote,
    block,
    block,
    anchor,
    anchor,
    tag,
    tag,
    comment,
    comment,
    indent,
    indent,
    duplicate,
    duplicate,
    remove_line,
    move_line,
    insert,
    insert,
    insert,
    odd,
    odd,
    odd,
    characters,
    merge,
    merge,
    cut,
    blanks,
    blanks,
    long_key,
    fold,
];

fn mutated(text: String, other: &[u8], random: &mut Random) -> String {
    if random.one_in(25) {
        return spliced(&text, &String::from_utf8_lossy(other), random);
    }
    let mutation = *random.pick(MUTATIONS);
    mutation(&text, random).unwrap_or(text)
}

/// Where a character begins, or the end.
fn boundary(text: &str, random: &mut Random) -> usize {
    let mut at = random.below(text.len() + 1);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// `text` with `piece` in place of what stands there; from the character that holds its beginning on.
fn put(text: &str, at: Range<usize>, piece: &str) -> String {
    let whole = |mut at: usize| {
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    format!("{}{piece}{}", &text[..whole(at.start)], &text[whole(at.end)..])
}

/// The lines, with their ends.
fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// A line that holds a key in the simplest way: where it begins, its indentation, key and value.
struct Entry {
    start: usize,
    key: Range<usize>,
    /// Behind the colon and its blank, without the end of the line.
    value: Range<usize>,
    indent: usize,
}

fn entry(text: &str, random: &mut Random) -> Option<Entry> {
    let mut all = Vec::new();
    let mut start = 0;
    for line in lines(text) {
        let content = line.trim_start_matches([' ', '-']);
        let indent = line.len() - content.len();
        let length = content.find(|c: char| !(c.is_ascii_alphanumeric() || "_.-/".contains(c)));
        if let Some(length) = length.filter(|l| *l > 0 && content[*l..].starts_with(':')) {
            let key = start + indent..start + indent + length;
            let end = start + line.trim_end_matches(['\n', '\r']).len();
            let blank = usize::from(text[key.end + 1..].starts_with(' '));
            let value = (key.end + 1 + blank).min(end)..end;
            all.push(Entry { start, key, value, indent });
        }
        start += line.len();
    }
    if all.is_empty() { None } else { Some(all.swap_remove(random.below(all.len()))) }
}

/// Indents all but the first line of a piece.
fn indented(piece: &str, by: usize) -> String {
    piece.replace('\n', &format!("\n{}", " ".repeat(by)))
}

fn value(text: &str, random: &mut Random) -> Option<String> {
    let entry = entry(text, random)?;
    let value = indented(random.pick::<&str>(VALUES), entry.indent + random.below(3));
    let blank = if random.one_in(12) { *random.pick(&["", "\t", "  ", " \t"]) } else { " " };
    Some(put(text, entry.key.end + 1..entry.value.end, &format!("{blank}{value}")))
}

fn key(text: &str, random: &mut Random) -> Option<String> {
    let entry = entry(text, random)?;
    let old = &text[entry.key.clone()];
    let new = match random.below(4) {
        0 => {
            let at = random.below(old.len());
            let c = old.as_bytes()[at];
            let escape = [format!("\\x{c:02x}"), format!("\\u{c:04x}"), format!("\\U{c:08x}")];
            format!("\"{}{}{}\"", &old[..at], random.pick(&escape), &old[at + 1..])
        }
        1 => match random.below(3) {
            0 => old.to_uppercase(),
            1 => old[..1].to_uppercase() + &old[1..],
            _ => old.to_lowercase(),
        },
        _ => random.pick(KEYS).replace("KEY", old),
    };
    Some(put(text, entry.key.clone(), &indented(&new, entry.indent)))
}

/// Where a line begins.
fn line_start(text: &str, random: &mut Random) -> usize {
    let count = lines(text).len() + 1;
    lines(text).iter().take(random.below(count)).map(|line| line.len()).sum()
}

/// How far the line at `at`, or the one before it, is indented.
fn indent_at(text: &str, at: usize) -> usize {
    let line = text[at..].lines().next().or_else(|| text[..at].lines().last()).unwrap_or("");
    line.len() - line.trim_start_matches([' ', '-']).len()
}

fn line_in(text: &str, random: &mut Random) -> Option<String> {
    let at = line_start(text, random);
    let indent = match random.below(5) {
        0 => 0,
        1 => random.below(9),
        _ => indent_at(text, at),
    };
    let piece = random.pick(LINES);
    let end = if random.one_in(20) { "" } else { "\n" };
    let line = format!("{}{}{end}", " ".repeat(indent), indented(piece, indent));
    Some(put(text, at..at, &line))
}

fn quote(text: &str, random: &mut Random) -> Option<String> {
    let entry = entry(text, random)?;
    let old = text[entry.value.clone()].trim_matches(['"', '\'']);
    let new = match random.below(6) {
        0 => format!("\"{old}\""),
        1 => format!("'{old}'"),
        2 => format!("\"{}\"", old.replace(' ', "\\\n ")),
        3 => {
            let escaped: String = old.chars().map(|c| escaped(c, random)).collect();
            format!("\"{escaped}\"")
        }
        4 => format!("'{}'", old.replace(' ', "\n ")),
        _ => format!("\"{old}{}\"", random.pick(INSERTS)),
    };
    Some(put(text, entry.value.clone(), &indented(&new, entry.indent)))
}

fn escaped(c: char, random: &mut Random) -> String {
    let code = u32::from(c);
    match random.below(12) {
        0 if code < 256 => format!("\\x{code:02x}"),
        1 if code < 0x1_0000 => format!("\\u{code:04X}"),
        2 => format!("\\U{code:08x}"),
        3 => format!("{c}\\\n  "),
        4 => format!(
            "{c}\\{}",
            random.pick(&["0", "a", "n", "e", " ", "/", "_", "N", "L", "P", "t"])
        ),
        _ => c.to_string(),
    }
}

fn block(text: &str, random: &mut Random) -> Option<String> {
    let entry = entry(text, random)?;
    let old = text[entry.value.clone()].to_owned();
    let sign = random.pick(&["|", ">"]);
    let number = random.pick(&["", "", "", "1", "2", "4"]);
    let chomp = random.pick(&["", "-", "+"]);
    let (first, second) = if random.one_in(2) { (number, chomp) } else { (chomp, number) };
    let tail = random.pick(&["", "", " ", " # c", "\t", "#c", "\t# c"]);
    let by = if random.one_in(3) { random.below(7) } else { entry.indent + 1 + random.below(3) };
    let pad = " ".repeat(by);
    let mut body = String::new();
    for _ in 0..=random.below(4) {
        let line = match random.below(12) {
            0 => String::new(),
            1 => format!("{pad}  more"),
            2 => format!("{pad}# no comment"),
            3 => pad.clone(),
            4 => format!("{pad}\tx"),
            5 => format!("{pad}image: evil:latest"),
            6 => format!("{pad}x "),
            7 => format!("{pad}---"),
            8 => " ".repeat(random.below(10)),
            _ => format!("{pad}{old}"),
        };
        body += &line;
        body.push('\n');
    }
    let end = (entry.value.end + 1).min(text.len());
    Some(put(text, entry.value.start..end, &format!("{sign}{first}{second}{tail}\n{body}")))
}

fn anchor(text: &str, random: &mut Random) -> Option<String> {
    let first = entry(text, random)?;
    let name = random.pick(&["a", "a", "b", "x1", "a-b", "a.b", "é", "a:", "1"]);
    let text = put(text, first.value.start..first.value.start, &format!("&{name} "));
    let second = entry(&text, random)?;
    Some(match random.below(5) {
        0 => put(&text, second.key.clone(), &format!("*{name} ")),
        1 => put(&text, second.key.start..second.key.start, &format!("&{name} ")),
        2 => {
            let line = format!("{}k: *{name}\n", " ".repeat(second.indent));
            put(&text, second.start..second.start, &line)
        }
        _ => put(&text, second.value.clone(), &format!("*{name}")),
    })
}

fn merge(text: &str, random: &mut Random) -> Option<String> {
    let entry = entry(text, random)?;
    let merges = [
        "<<: {image: 'evil:latest'}",
        "<<: {name: n, image: e}",
        "<<: [{image: a}, {image: b}]",
        "<<: {<<: {image: e}, x: y}",
        "<<: *a",
        "<<: &m {image: e}",
        "\"<<\": {image: e}",
        "? <<\n: {image: e}",
        "!!merge <<: {image: e}",
        "<< : {image: e}",
        "<<: {kind: Pod}",
        "<<: {items: []}",
        "<<: {metadata: {name: m}}",
        "<<: {spec: {containers: [{image: e}]}}",
        "<<: null",
        "<<: []",
        "<<:\n  image: e",
        "<<:\n- {image: e}",
        "&a <<: {image: e}",
        "<<: [[{image: e}]]",
        "<<: {containers: [{image: e}]}",
        "!!str <<: {image: e}",
        "! <<: {image: e}",
        "! \"<<\": {image: e}",
        "!<!> '<<': {image: e}",
        "!x <<: {image: e}",
    ];
    let line = indented(random.pick::<&str>(&merges), entry.indent);
    let at = entry.start;
    let begins = text[at..].trim_start_matches(' ').starts_with("- ");
    Some(if begins {
        put(
            text,
            entry.key.start..entry.key.start,
            &format!("{line}\n{}", " ".repeat(entry.indent)),
        )
    } else {
        put(text, at..at, &format!("{}{line}\n", " ".repeat(entry.indent)))
    })
}

fn tag(text: &str, random: &mut Random) -> Option<String> {
    let entry = entry(text, random)?;
    let at = if random.one_in(4) { entry.key.start } else { entry.value.start };
    let tag = random.pick(TAGS);
    Some(put(text, at..at, tag))
}

fn comment(text: &str, random: &mut Random) -> Option<String> {
    let ends: Vec<usize> = text.match_indices('\n').map(|(at, _)| at).collect();
    let at = if ends.is_empty() || random.one_in(3) {
        boundary(text, random)
    } else {
        *random.pick(&ends)
    };
    let comments = [
        " # c",
        "# c",
        "#",
        " #",
        "\t# c",
        "\t#c",
        " # 'x",
        " # \"",
        " # {",
        " # x: y",
        "\n# c",
        "\n  # c",
        " #\u{85}x: y",
        " # \u{2028}image: e",
        " # \r  image: e",
        "\n\t# c",
        " # c\\",
        " #|",
        "\n#",
    ];
    let comment = random.pick(&comments);
    Some(put(text, at..at, comment))
}

fn indent(text: &str, random: &mut Random) -> Option<String> {
    let all = lines(text);
    let first = random.below(all.len().max(1));
    let count = if random.one_in(2) { 1 } else { 1 + random.below(6) };
    let add = random.pick(&[" ", "  ", "    ", "\t", " \t", "- "]);
    let (less, fewer) = (random.one_in(2), 1 + random.below(3));
    let shift = |line: &str| {
        let blanks = line.len() - line.trim_start_matches(' ').len();
        if less { line[blanks.min(fewer)..].to_owned() } else { format!("{add}{line}") }
    };
    let lines = all.iter().enumerate().map(|(index, line)| {
        if (first..first + count).contains(&index) { shift(line) } else { (*line).to_owned() }
    });
    Some(lines.collect())
}

fn duplicate(text: &str, random: &mut Random) -> Option<String> {
    let entry = entry(text, random)?;
    let key = &text[entry.key.clone()];
    let spelt = [
        key.to_owned(),
        format!("\"{key}\""),
        format!("'{key}'"),
        format!("!!str {key}"),
        format!("? {key}\n"),
        format!("\"\\x{:02x}{}\"", key.as_bytes()[0], &key[1..]),
        format!("{key} "),
        format!("&q {key}"),
        key.to_uppercase(),
        format!("{key}\t"),
    ];
    let value = random.pick(&["evil:latest", "x", "", "[]", "{}", "[{name: c, image: e}]"]);
    let line = indented(&format!("{}: {value}", random.pick(&spelt)), entry.indent);
    let end = (entry.value.end + 1).min(text.len());
    Some(put(text, end..end, &format!("{}{line}\n", " ".repeat(entry.indent))))
}

fn remove_line(text: &str, random: &mut Random) -> Option<String> {
    let mut all = lines(text);
    (!all.is_empty()).then(|| all.remove(random.below(all.len())));
    Some(all.concat())
}

fn move_line(text: &str, random: &mut Random) -> Option<String> {
    let mut all = lines(text);
    if all.is_empty() {
        return None;
    }
    let line = all.remove(random.below(all.len()));
    let at = random.below(all.len() + 1);
    all.insert(at, line);
    Some(all.concat())
}

fn insert(text: &str, random: &mut Random) -> Option<String> {
    let at = boundary(text, random);
    let piece = random.pick(INSERTS);
    Some(put(text, at..at, piece))
}

/// An odd character where structure is: at the ends of lines, round colons and dashes.
fn odd(text: &str, random: &mut Random) -> Option<String> {
    let places: Vec<usize> = text
        .char_indices()
        .filter(|(_, c)| matches!(c, '\n' | ':' | '-' | '#' | '{' | ',' | '"' | '|'))
        .flat_map(|(at, _)| [at, at + 1])
        .collect();
    let at = if places.is_empty() { 0 } else { *random.pick(&places) };
    let mut piece = random.pick(ODD).to_string();
    if random.one_in(3) {
        piece += random.pick::<&str>(&[
            "image: evil:latest",
            "    image: e",
            "kind: Pod",
            "---",
            "- x",
            "# c",
            "x: y",
        ]);
    }
    Some(put(text, at..at, &piece))
}

fn characters(text: &str, random: &mut Random) -> Option<String> {
    let mut all: Vec<char> = text.chars().collect();
    if all.is_empty() {
        return None;
    }
    let at = random.below(all.len());
    match random.below(3) {
        0 => drop(all.remove(at)),
        1 => {
            all[at] = *random.pick(&[
                ' ', '\n', '\t', ':', '-', '#', '"', '\'', '[', '{', '}', ']', ',', '&', '*', '!',
                '|', '>', '%', '?', '\\', '\r',
            ])
        }
        _ => {
            let other = random.below(all.len());
            all.swap(at, other);
        }
    }
    Some(all.into_iter().collect())
}

fn cut(text: &str, random: &mut Random) -> Option<String> {
    Some(text[..boundary(text, random)].to_owned())
}

/// Blanks and ends of lines of another sort.
fn blanks(text: &str, random: &mut Random) -> Option<String> {
    Some(match random.below(7) {
        0 => text.replace('\n', "\r\n"),
        1 => text.replace('\n', "\r"),
        2 => text.trim_end().to_owned(),
        3 => text.replace(": ", ":\t"),
        4 => text.replace('\n', " \n"),
        5 => {
            let at = line_start(text, random);
            put(text, at.saturating_sub(1)..at, "\r")
        }
        _ => format!(
            "{text}{}",
            random.pick(&["\n\n", " ", "\t", "\r", "\n ", "\n\t\n", "\u{feff}"])
        ),
    })
}

/// A key about as long as the longest that readers take, or longer.
fn long_key(text: &str, random: &mut Random) -> Option<String> {
    let entry = entry(text, random)?;
    let length = random.pick(&[127, 128, 1000, 1020, 1022, 1023, 1024, 1025, 1026, 1030, 2000]);
    let key = "k".repeat(*length);
    let key = match random.below(6) {
        0 => format!("\"{key}\""),
        1 => format!("? {key}\n{}", " ".repeat(entry.indent)),
        2 => format!("é{key}"),
        3 => format!("{key}{}", " ".repeat(5)),
        4 => format!("[{key}]"),
        _ => key,
    };
    Some(match random.below(3) {
        0 => put(text, entry.value.clone(), &format!("{{{key}: x}}")),
        _ => put(text, entry.key.clone(), &key),
    })
}

/// A collection in brackets over lines that are indented as it comes.
fn fold(text: &str, random: &mut Random) -> Option<String> {
    let entry = entry(text, random)?;
    let mut blank =
        || format!("{}{}", random.pick(&["\n", "\n", " ", " # c\n"]), " ".repeat(random.below(8)));
    let pieces = [blank(), blank(), blank(), blank()];
    let [a, b, c, d] = pieces;
    let piece = match random.below(4) {
        0 => format!("[{a}x,{b}y{c}]"),
        1 => format!("{{{a}image: e,{b}y:{c}z{d}}}"),
        2 => format!("{{{a}\"image\"{b}: e{c}}}"),
        _ => format!("\"a{a}b{b}c\""),
    };
    Some(put(text, entry.value.clone(), &piece))
}

/// Lines of another document among these.
fn spliced(text: &str, other: &str, random: &mut Random) -> String {
    let others = lines(other);
    let from = random.below(others.len().max(1));
    let count = 1 + random.below(8);
    let piece: String = others.into_iter().skip(from).take(count).collect();
    let at = line_start(text, random);
    put(text, at..at, &piece)
}
