//! As much of Rust's lexical structure as the architecture tests need: text without comments and
//! literals, without tests, its imports and its functions. Lines stay where they are.

/// A path into the crate, from its root: `["lang", "eval", "Slot"]`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Import {
    /// From 1.
    pub(super) line: usize,
    /// Without `crate`.
    pub(super) path: Vec<String>,
}

/// A function with a body.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Function {
    /// From 1.
    pub(super) line: usize,
    /// Its name.
    pub(super) name: String,
    /// From `fn` to the closing brace.
    pub(super) lines: usize,
}

/// `text` with comments and the insides of literals turned to blanks, line for line.
pub(super) fn blanked(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut i = 0;
    while i < chars.len() {
        let end = skipped(&chars, i);
        if end > i {
            out.extend(chars[i..end].iter().map(|c| if *c == '\n' { '\n' } else { ' ' }));
            i = end;
        } else {
            out.push(chars[i]);
            i += 1;
        }
    }
    out
}

/// Where the comment or literal that begins at `i` ends; `i` if none begins there.
fn skipped(chars: &[char], i: usize) -> usize {
    let at = |k: usize| chars.get(k).copied().unwrap_or('\0');
    let in_word = i > 0 && (at(i - 1).is_alphanumeric() || at(i - 1) == '_');
    match at(i) {
        '/' if at(i + 1) == '/' => (i..chars.len()).find(|&k| at(k) == '\n').unwrap_or(chars.len()),
        '/' if at(i + 1) == '*' => block_comment(chars, i),
        '"' => quoted(chars, i + 1, '"'),
        '\'' if at(i + 1) == '\\' => quoted(chars, i + 1, '\''),
        '\'' if at(i + 2) == '\'' => i + 3,
        'b' if !in_word && at(i + 1) == '\'' => quoted(chars, i + 2, '\''),
        'b' | 'c' if !in_word && at(i + 1) == '"' => quoted(chars, i + 2, '"'),
        'b' | 'c' if !in_word && at(i + 1) == 'r' => raw(chars, i + 2).unwrap_or(i),
        'r' if !in_word => raw(chars, i + 1).unwrap_or(i),
        _ => i,
    }
}

fn block_comment(chars: &[char], start: usize) -> usize {
    let (mut depth, mut i) = (0, start);
    while i < chars.len() {
        match (chars[i], chars.get(i + 1)) {
            ('/', Some('*')) => (depth, i) = (depth + 1, i + 2),
            ('*', Some('/')) => (depth, i) = (depth - 1, i + 2),
            _ => i += 1,
        }
        if depth == 0 {
            return i;
        }
    }
    i
}

fn quoted(chars: &[char], mut i: usize, end: char) -> usize {
    while i < chars.len() && chars[i] != end {
        i += if chars[i] == '\\' { 2 } else { 1 };
    }
    (i + 1).min(chars.len())
}

/// The end of a raw string whose `#`s or quote begin at `start`.
fn raw(chars: &[char], start: usize) -> Option<usize> {
    let hashes = chars[start.min(chars.len())..].iter().take_while(|c| **c == '#').count();
    let open = start + hashes;
    if chars.get(open) != Some(&'"') {
        return None;
    }
    let closes = |&k: &usize| {
        chars[k] == '"' && chars[k + 1..].iter().take_while(|c| **c == '#').count() >= hashes
    };
    let end = (open + 1..chars.len()).find(closes).map_or(chars.len(), |k| k + 1 + hashes);
    Some(end.min(chars.len()))
}

/// `code` (blanked) without the items under `#[cfg(test)]`, line for line.
pub(super) fn without_tests(code: &str) -> String {
    const MARK: &str = "#[cfg(test)]";
    let mut out = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(at) = rest.find(MARK) {
        out.push_str(&rest[..at]);
        let item = &rest[at..];
        let end = match item[MARK.len()..].find(['{', ';']).map(|k| k + MARK.len()) {
            Some(open) if item.as_bytes()[open] == b'{' => open + body(&item[open..]),
            Some(semicolon) => semicolon + 1,
            None => item.len(),
        };
        out.extend(item[..end].chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        rest = &item[end..];
    }
    out.push_str(rest);
    out
}

/// The length of the block that `code` begins with, braces included.
fn body(code: &str) -> usize {
    let mut depth = 0;
    for (i, c) in code.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return i + c.len_utf8();
        }
    }
    code.len()
}

fn line_of(code: &str, at: usize) -> usize {
    code[..at].matches('\n').count() + 1
}

/// Everything that `code` (blanked) names by `crate::` or `super::`, in the module `module`.
/// `super` counts from the file's module, so an inline module that reaches for its file's siblings
/// is read as reaching one higher.
pub(super) fn imports(code: &str, module: &[String]) -> Vec<Import> {
    let mut found = paths(code, "crate::");
    for (at, _) in code.match_indices("super::").filter(|(at, _)| begins(code, *at)) {
        let mut base = module.to_vec();
        let mut rest = &code[at..];
        while let Some(after) = rest.strip_prefix("super::") {
            base.pop();
            rest = after;
        }
        found.extend(spelled(code, at, rest, &base));
    }
    found
}

/// Everything that `code` (blanked) names below `root`, groups spelled out.
pub(super) fn paths(code: &str, root: &str) -> Vec<Import> {
    code.match_indices(root)
        .filter(|(at, _)| begins(code, *at))
        .flat_map(|(at, _)| spelled(code, at, &code[at + root.len()..], &[]))
        .collect()
}

/// True if a path begins at byte `at`, not a part of one.
fn begins(code: &str, at: usize) -> bool {
    let before = &code[..at];
    let is_global = before.ends_with("::")
        && !before.trim_end_matches("::").ends_with(|c: char| c.is_alphanumeric() || c == '_');
    is_global || !before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | ':'))
}

fn spelled(code: &str, at: usize, rest: &str, base: &[String]) -> Vec<Import> {
    let mut paths = Vec::new();
    tree(rest, base, &mut paths);
    let line = line_of(code, at);
    paths.into_iter().map(|path| Import { line, path }).collect()
}

/// Spells out the use tree that `text` begins with; returns what follows it.
fn tree<'a>(text: &'a str, base: &[String], paths: &mut Vec<Vec<String>>) -> &'a str {
    let text = text.trim_start();
    if let Some(mut rest) = text.strip_prefix('{') {
        loop {
            rest = rest.trim_start().trim_start_matches(',').trim_start();
            if let Some(after) = rest.strip_prefix('}') {
                return after;
            }
            let before = rest.len();
            rest = tree(rest, base, paths);
            // ` as name` and whatever else is not understood.
            rest = &rest[rest.find([',', '}']).unwrap_or(rest.len())..];
            if rest.is_empty() || rest.len() == before {
                return rest;
            }
        }
    }
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let mut path = base.to_vec();
    if !name.is_empty() && name != "self" {
        path.push(name.to_owned());
    }
    match rest.strip_prefix("::") {
        Some(rest) if !rest.starts_with('<') => tree(rest, &path, paths),
        _ => {
            paths.push(path);
            rest
        }
    }
}

/// The functions of `code` (blanked) that have a body.
pub(super) fn functions(code: &str) -> Vec<Function> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("fn ") {
        let in_word = code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let rest = &code[at + 3..];
        let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(0);
        if in_word || end == 0 {
            continue;
        }
        let Some(open) = opening(rest) else { continue };
        let text = &rest[..open + body(&rest[open..])];
        found.push(Function {
            line: line_of(code, at),
            name: rest[..end].to_owned(),
            lines: text.matches('\n').count() + 1,
        });
    }
    found
}

/// Where the body of a signature opens; `None` if it ends with a semicolon.
fn opening(signature: &str) -> Option<usize> {
    let mut depth = 0;
    for (i, c) in signature.char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            '{' if depth == 0 => return Some(i),
            ';' if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

#[test]
fn comments_and_literals_are_blanked() {
    let code = "let a = \"crate::x // {\"; // }\n/* { /* } */ */ let b = '{'; let c: &'a str = r#\"\"}\"#;\nlet d = b'\\''; let e = '\\u{7b}';";
    let blank = blanked(code);
    assert_eq!(blank.lines().count(), 3);
    assert!(!blank.contains(['{', '}', '"']), "{blank}");
    assert!(blank.contains("&'a str") && blank.contains("let d") && blank.contains("let e"));
}

#[test]
fn tests_are_left_out() {
    let code = "fn a() {}\n#[cfg(test)]\nmod tests {\n fn b() { }\n}\nfn c() {}\n#[cfg(test)]\nuse x;\nfn d() {}";
    let shipped = without_tests(code);
    let names: Vec<(String, usize)> =
        functions(&shipped).into_iter().map(|f| (f.name, f.line)).collect();
    assert_eq!(names, [("a".to_owned(), 1), ("c".to_owned(), 6), ("d".to_owned(), 9)]);
}

#[test]
fn imports_are_spelled_out() {
    let code = "use crate::{base::{Span, source as s}, diag};\nuse super::super::world::{self, kube::Pod};\nlet x: crate::lang::ir::Rule<u8> = y;\nuse mycrate::no;";
    let module = ["lang".to_owned(), "eval".to_owned(), "slots".to_owned()];
    let found: Vec<String> = imports(code, &module)
        .iter()
        .map(|i| format!("{} {}", i.line, i.path.join("::")))
        .collect();
    assert_eq!(
        found,
        [
            "1 base::Span",
            "1 base::source",
            "1 diag",
            "3 lang::ir::Rule",
            "2 lang::world",
            "2 lang::world::kube::Pod"
        ]
    );
    let found: Vec<String> = paths("use std::{fs, io::{self, Read}};\n::std::env::var(x)", "std::")
        .iter()
        .map(|i| i.path.join("::"))
        .collect();
    assert_eq!(found, ["fs", "io", "io::Read", "env::var"]);
}

#[test]
fn functions_are_measured() {
    let code = "trait T { fn none(&self) -> [u8; 3]; }\nfn one() -> [u8; 3] { x }\nfn four<F: Fn(u8)>(\n  f: F,\n) {\n}\n";
    let found: Vec<(String, usize)> =
        functions(code).into_iter().map(|f| (f.name, f.lines)).collect();
    assert_eq!(found, [("one".to_owned(), 1), ("four".to_owned(), 4)]);
}
