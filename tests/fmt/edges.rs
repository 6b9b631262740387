//! What is at the edges: line ends, byte order marks, raw texts, what is refused.

use seaworthy::lang::fmt::Refused;
use seaworthy::lang::syntax::{MAX_DEPTH, MAX_FILE};

use super::laws::{formatted, hold, tree};

#[test]
fn line_ends_are_those_of_the_first_line() {
    let unix = "edition 1\n\ntest \"t\" {\n  given \"\"\"\n    a: 1\n\n    b: 2\n  \"\"\" # c\n}\n";
    let windows = unix.replace('\n', "\r\n");
    assert_eq!(hold(unix), unix);
    assert_eq!(hold(&windows), windows);
    assert_eq!(hold(&unix.replacen('\n', "\r\n", 1)), windows, "mixed ones too");
    assert_eq!(hold(&windows.replacen("\r\n", "\n", 1)), unix);
    assert_eq!(hold("edition 1 # c\r"), "edition 1 # c\n", "a return alone is a blank");
}

#[test]
fn a_byte_order_mark_goes() {
    assert_eq!(hold("\u{feff}edition 1"), "edition 1\n");
    assert_eq!(hold("\u{feff}# c\nedition 1"), "# c\nedition 1\n");
}

/// Raw texts with a return, a tab or nothing in odd places say what they said.
#[test]
fn raw_texts_say_what_they_said() {
    let pieces = ["", "\n", "\r\n", "\r", " ", "  a", "\ta", "a ", "\u{c}", "\n\n", "\n   b", "\""];
    let mut tried = 0;
    for one in pieces {
        for two in pieces {
            for three in pieces {
                for end in ["\n", "\r\n"] {
                    let raw = format!("\"\"\"{one}{two}{three}\"\"\"");
                    let text = format!("edition 1{end}let a = f({raw})");
                    if tree(&text).is_some() {
                        hold(&text);
                        tried += 1;
                    }
                }
            }
        }
    }
    assert!(tried > 2_000, "{tried}");
}

#[test]
fn what_does_not_parse_is_refused() {
    for text in
        ["", "let a = 1", "edition 1 let a = 1 && 2", "edition 1\n## stray", "edition 2", "{"]
    {
        assert!(
            matches!(formatted(text), Err(Refused::Broken(faults)) if !faults.is_empty()),
            "{text}"
        );
    }
}

/// What nests as deep as it may does so on as little stack as there is, and what is as large as it may
/// be takes no longer than it must.
#[test]
fn deep_and_large_policies_are_formatted() {
    let depth = MAX_DEPTH - 2;
    let deep = [
        format!("let a = {}1{}", "(".repeat(depth), ")".repeat(depth)),
        format!("let a = {}1{}", "[".repeat(depth), "]".repeat(depth)),
        format!("let a = {}b", "not ".repeat(depth)),
        format!("let a = b{}", ".c(1)".repeat(depth)),
        format!("let a = b{}", " + 1".repeat(depth)),
        format!("let a = {}b", "if b then c else ".repeat(depth)),
        format!("let a = {}b", "any x in y: ".repeat(depth)),
    ];
    for text in deep {
        hold(&format!("edition 1 {text}"));
    }
    let mut large = String::from("edition 1 let a = [");
    while large.len() < MAX_FILE / 16 {
        large += "1, [x], f(y), ";
    }
    let once = formatted(&(large + "]")).unwrap();
    assert_eq!(formatted(&once).unwrap(), once);
}

#[test]
fn what_would_grow_too_large_is_refused() {
    let text = format!("edition 1 let a = f(\"\"\"{}\"\"\")", "\na".repeat(MAX_FILE / 2 - 20));
    assert!(text.len() <= MAX_FILE);
    assert!(matches!(formatted(&text), Err(Refused::TooLarge)));
}
