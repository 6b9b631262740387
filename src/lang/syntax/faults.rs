//! What can be wrong with the text of a policy, a constructor each.
//!
//! Where one place is at fault it comes first. Messages say what is wrong as the author sees it;
//! what only has one mend says that too.

use crate::base::{Place, suggest};
use crate::diag::{Code, Diagnostic};

use super::ast::{Asked, LiteralKind};
use super::forms::Form;
use super::nesting::{MAX_DEPTH, MAX_FILE};
use super::scan::is_for_later;

mod foreign;

pub(super) use foreign::{
    doubled_braces, foreign_comment, guard_in_body, no_policy, or_for_else, reassigned,
};

/// The words that begin an item.
pub(super) const ITEMS: &[&str] =
    &["edition", "import", "param", "require", "let", "func", "rule", "test"];
/// The words that begin a statement.
pub(super) const STATEMENTS: &[&str] = &["require", "forbid", "let", "if", "for", "tags", "see"];
/// The words that begin a clause of a test.
pub(super) const CLAUSES: &[&str] = &["given", "with", "cluster", "today", "expect"];

/// `text`, blanks and newlines drawn together, cut so that it fits a line.
fn brief(text: &str, limit: usize) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.chars().count() <= limit {
        return words;
    }
    let cut: String = words.chars().take(limit.saturating_sub(1)).collect();
    format!("{}…", cut.trim_end())
}

fn listed(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

// --- Whatever has no name of its own ---------------------------------------------------------

pub(super) fn unexpected(at: Place, expected: &str, found: &str) -> Diagnostic {
    Diagnostic::new(Code::E0101, format!("expected {expected}, found {found}"))
        .at(at, "this does not fit here")
}

pub(super) fn incomplete(behind: Place, expected: &str, end: &str) -> Diagnostic {
    Diagnostic::new(Code::E0101, format!("expected {expected}, found {end}"))
        .at(behind, "something is missing behind this")
}

pub(super) fn misspelt(at: Place, word: &str, near: &str) -> Diagnostic {
    Diagnostic::new(Code::E0101, format!("unexpected `{word}`; did you mean `{near}`?"))
        .at(at, format!("write `{near}`"))
}

pub(super) fn list_and_map(at: Place, map: bool) -> Diagnostic {
    let (is, other) = if map {
        ("every entry of a map has a key and a value", "this entry has no value")
    } else {
        ("a list holds single values, and a map only entries with keys", "this entry has a key")
    };
    Diagnostic::new(Code::E0101, is)
        .at(at, other)
        .help("write `[a, b]` for a list and `[k: v, l: w]` for a map")
}

pub(super) fn empty_fix(at: Place) -> Diagnostic {
    Diagnostic::new(Code::E0101, "this fix changes nothing")
        .at(at, "no `set` and no `remove`")
        .help("write what it does, as in `fix (safe) { set i.declared_pull_policy = Always }`")
}

pub(super) fn import_with_extension(at: Place, path: &str) -> Diagnostic {
    let bare = path.strip_suffix(".sea").unwrap_or(path);
    Diagnostic::new(Code::E0101, format!("an import names no `.sea`; write `{bare}`"))
        .at(at, "without the extension")
}

pub(super) fn today_takes_a_date(at: Place) -> Diagnostic {
    Diagnostic::new(Code::E0101, "`today` takes a date")
        .at(at, "this is another literal")
        .help("write it as `today date\"2026-11-22\"`")
}

pub(super) fn nothing_given(at: Place) -> Diagnostic {
    Diagnostic::new(Code::E0101, "this test is given no manifest").at(at, "no `given`").help(
        "add `given \"\"\"…\"\"\"` with the manifest to judge; only `expect refused` needs none",
    )
}

// --- Items, statements and the edition -------------------------------------------------------

/// The item that who wrote `word` meant.
pub(super) fn meant_item(word: &str) -> Option<&'static str> {
    Some(match word {
        "fn" | "fun" | "def" | "function" => "func",
        "const" | "var" | "val" => "let",
        "assert" | "ensure" | "forbid" => "require",
        "policy" | "check" | "deny" => "rule",
        "use" | "include" | "from" => "import",
        "parameter" | "input" => "param",
        _ => suggest(word, ITEMS.iter().copied())?,
    })
}

/// How an item is written, where a word of another language stands for its keyword.
fn form_of(item: &str) -> Option<String> {
    let form = match item {
        "func" => "func name(a: T) -> U = …",
        "rule" => "rule name on image i { … }",
        "let" => "let name = …",
        "import" => "import std/images { is_mutable }",
        "param" => "param name: Type = …",
        _ => return None,
    };
    Some(format!("write it as `{form}`"))
}

pub(super) fn unknown_item(at: Place, word: &str) -> Diagnostic {
    let message = format!("unknown item `{word}`");
    let (message, help) = match meant_item(word) {
        Some(near) => (format!("{message}; did you mean `{near}`?"), form_of(near)),
        None => (message, Some(format!("items begin with one of {}", listed(ITEMS)))),
    };
    let mut diagnostic = Diagnostic::new(Code::E0102, message).at(at, "no item begins with this");
    diagnostic.help.extend(help);
    diagnostic
}

pub(super) fn unknown_statement(at: Place, word: &str, known: &[&str]) -> Diagnostic {
    let message = format!("unknown statement `{word}`");
    let near = match word {
        "assert" | "ensure" | "must" if known.contains(&"require") => Some("require"),
        "deny" | "reject" | "prohibit" if known.contains(&"forbid") => Some("forbid"),
        "var" | "const" | "set" if known.contains(&"let") => Some("let"),
        "foreach" | "while" if known.contains(&"for") => Some("for"),
        "where" | "when" | "unless" | "match" if known.contains(&"if") => Some("if"),
        _ => suggest(word, known.iter().copied()),
    };
    let (message, help) = match near {
        Some(near) => (format!("{message}; did you mean `{near}`?"), None),
        None => (message, Some(format!("begin it with one of {}", listed(known)))),
    };
    let mut diagnostic =
        Diagnostic::new(Code::E0103, message).at(at, "no statement begins with this");
    diagnostic.help.extend(help);
    diagnostic
}

pub(super) fn no_edition(at: Place) -> Diagnostic {
    Diagnostic::new(Code::E0104, "this file names no edition")
        .at(at, "`edition 1` must come first")
        .help("write `edition 1` as the first line")
}

pub(super) fn unknown_edition(at: Place, written: &str) -> Diagnostic {
    let message = match written {
        "" => "expected the number of the edition".to_owned(),
        _ => format!("unknown edition `{}`", brief(written, 20)),
    };
    Diagnostic::new(Code::E0105, message).at(at, "the only edition is 1").help("write `edition 1`")
}

pub(super) fn late_edition(at: Place, first: Option<Place>) -> Diagnostic {
    match first {
        Some(first) => Diagnostic::new(Code::E0106, "the edition is named twice")
            .at(at, "named again")
            .near(first, "named here")
            .help("drop the second `edition`"),
        None => Diagnostic::new(Code::E0106, "`edition` must come first")
            .at(at, "other items stand before it")
            .help("move it to the top of the file"),
    }
}

// --- Texts and brackets that do not end ------------------------------------------------------

pub(super) fn open_text(at: Place, typed: bool) -> Diagnostic {
    let diagnostic = Diagnostic::new(Code::E0107, "this text is not closed")
        .at(at, "opened here, and not closed on this line");
    if typed {
        diagnostic.help("close it with `\"` on the same line")
    } else {
        diagnostic.help(
            "close it with `\"` on the same line, or write a text of several lines as `\"\"\"…\"\"\"`",
        )
    }
}

pub(super) fn open_raw_text(at: Place) -> Diagnostic {
    Diagnostic::new(Code::E0108, "this text is not closed")
        .at(at, "opened here, and not closed before the end of the file")
        .help("close it with `\"\"\"`")
}

pub(super) fn open_bracket(at: Place, bracket: &str, missed: Option<Place>) -> Diagnostic {
    let closing = closing_of(bracket);
    let diagnostic = Diagnostic::new(Code::E0109, format!("this `{bracket}` is not closed"))
        .at(at, "opened here");
    let diagnostic = match missed {
        Some(place) => diagnostic.near(place, format!("`{closing}` is missed here at the latest")),
        None => diagnostic,
    };
    diagnostic.help(format!("close it with `{closing}`"))
}

fn closing_of(bracket: &str) -> &'static str {
    match bracket {
        "(" => ")",
        "[" => "]",
        _ => "}",
    }
}

pub(super) fn stray_bracket(at: Place, bracket: &str) -> Diagnostic {
    Diagnostic::new(Code::E0110, format!("this `{bracket}` closes nothing"))
        .at(at, "nothing is open here")
        .help("drop it, or add what it should close")
}

// --- Operators -------------------------------------------------------------------------------

pub(super) fn assignment(at: Place) -> Diagnostic {
    Diagnostic::new(Code::E0111, "`=` names a value; compare with `==`").at(at, "write `==`")
}

pub(super) fn foreign_operator(at: Place, written: &str, instead: &str) -> Diagnostic {
    let message = format!("`{written}` is not an operator here; write `{instead}`");
    Diagnostic::new(Code::E0112, message).at(at, format!("write `{instead}`"))
}

pub(super) fn negated_matches(at: Place, written: &str) -> Diagnostic {
    let written = brief(written, 20);
    Diagnostic::new(Code::E0112, format!("`{written}` is not an operator here"))
        .at(at, "negate the whole comparison")
        .help("write `not a matches b`")
}

pub(super) fn is_not(at: Place, asked: &Asked) -> Diagnostic {
    let message = match asked {
        Asked::Present => "`is not present` is not an operator here; write `is absent`".to_owned(),
        Asked::Absent => "`is not absent` is not an operator here; write `is present`".to_owned(),
        Asked::Kind(kind) => {
            format!("`is not {0}` is not an operator here; write `not x is {0}`", kind.kind.text)
        }
    };
    Diagnostic::new(Code::E0112, message).at(at, "`is not` does not exist")
}

pub(super) fn no_operator(at: Place, written: &str, advice: &str) -> Diagnostic {
    Diagnostic::new(Code::E0112, format!("`{written}` is not an operator here"))
        .at(at, "the language has no such operator")
        .help(advice)
}

pub(super) fn unary_minus(at: Place) -> Diagnostic {
    Diagnostic::new(Code::E0112, "`-` stands before a number only, or between two values")
        .at(at, "nothing to subtract from")
        .help("write `0 - x`")
}

pub(super) fn no_message(keyword: Place, condition: Place, word: &str) -> Diagnostic {
    Diagnostic::new(Code::E0113, format!("`{word}` needs a message: add `else \"…\"`"))
        .at(keyword, "what should a finding say?")
        .near(condition, "the message follows this")
}

pub(super) fn mixed_logic(or: Place, and: Place, operands: &[&str], ands: &[bool]) -> Diagnostic {
    let operands: Vec<String> = operands.iter().map(|text| brief(text, 32)).collect();
    Diagnostic::new(Code::E0114, "`or` and `and` mixed; add parentheses")
        .at(or, "")
        .at(and, "which of the two binds tighter is not obvious")
        .help(format!(
            "write `{}` or `{}`",
            reading(&operands, ands, true),
            reading(&operands, ands, false)
        ))
}

/// The row with parentheses round the runs of `and` (or else of `or`).
fn reading(operands: &[String], ands: &[bool], tight: bool) -> String {
    let mut groups: Vec<Vec<&str>> = Vec::new();
    for (index, operand) in operands.iter().enumerate() {
        let joins = index.checked_sub(1).and_then(|i| ands.get(i)) == Some(&tight);
        match groups.last_mut() {
            Some(group) if joins => group.push(operand),
            _ => groups.push(vec![operand]),
        }
    }
    let (inner, outer) = if tight { (" and ", " or ") } else { (" or ", " and ") };
    let group = |group: &Vec<&str>| {
        let row = group.join(inner);
        if group.len() > 1 { format!("({row})") } else { row }
    };
    groups.iter().map(group).collect::<Vec<_>>().join(outer)
}

pub(super) fn not_in_operand(at: Place, written: &str) -> Diagnostic {
    let message = "`not` binds looser than the operator before it; add parentheses";
    Diagnostic::new(Code::E0114, message)
        .at(at, "reaches over everything behind it")
        .help(format!("write `({})`", brief(written, 60)))
}

pub(super) fn chained(signs: (Place, Place), parts: [&str; 5]) -> Diagnostic {
    let [a, first, b, second, c] = parts.map(|part| brief(part, 32));
    let diagnostic = Diagnostic::new(Code::E0115, "comparisons do not chain");
    if first.starts_with("is") || second.starts_with("is") {
        return diagnostic
            .at(signs.1, "a second comparison")
            .near(signs.0, "the first")
            .help("put the first comparison in parentheses");
    }
    let message = format!("comparisons do not chain; write `{a} {first} {b} and {b} {second} {c}`");
    Diagnostic { message, ..diagnostic }
        .at(signs.1, "a second comparison")
        .near(signs.0, "the first")
}

// --- `if`, quotes, braces, signs -------------------------------------------------------------

pub(super) fn no_then(keyword: Place, at: Place) -> Diagnostic {
    Diagnostic::new(Code::E0116, "this `if` has no `then`")
        .at(at, "`then` belongs here")
        .near(keyword, "this `if`")
        .help("as an expression it reads `if a then b else c`")
}

pub(super) fn no_else(keyword: Place, at: Place) -> Diagnostic {
    Diagnostic::new(Code::E0117, "this `if` has no `else`, so it may have no value")
        .at(keyword, "an expression")
        .near(at, "`else` belongs behind this")
        .help("say what it is otherwise: `if a then b else c`")
}

pub(super) fn elif(at: Place, written: &str) -> Diagnostic {
    Diagnostic::new(Code::E0118, format!("`{written}` is no word of the language; write `else if`"))
        .at(at, "write `else if`")
}

pub(super) fn wrong_quotes(at: Place, written: &str) -> Diagnostic {
    let quote = match written.chars().next() {
        Some('`') | None => "a backtick".to_owned(),
        Some(quote) => format!("`{quote}`"),
    };
    Diagnostic::new(Code::E0119, format!("{quote} opens no text; write `\"…\"`"))
        .at(at, "a text stands in straight double quotes")
}

pub(super) fn no_braces(at: Place, found: &str, what: &str) -> Diagnostic {
    Diagnostic::new(Code::E0120, format!("the body of {what} stands in braces; found {found}"))
        .at(at, if at.span.is_empty() { "`{` belongs here" } else { "`{` belongs before this" })
        .help(format!("write {what} as `… {{ … }}`"))
}

pub(super) fn then_before_block(at: Place) -> Diagnostic {
    Diagnostic::new(Code::E0120, "the body of an `if` statement stands in braces; found `then`")
        .at(at, "`{` belongs here")
        .help("write `if a { … }`; `then` belongs to the expression `if a then b else c`")
}

pub(super) fn colon_for_assign(at: Place, written: &str) -> Diagnostic {
    Diagnostic::new(Code::E0121, format!("`{written}` gives no value; write `=`"))
        .at(at, "write `=`")
}

pub(super) fn assign_for_colon(at: Place, written: &str) -> Diagnostic {
    Diagnostic::new(Code::E0121, format!("`{written}` does not belong here; write `:`"))
        .at(at, "write `:`")
}

pub(super) fn no_type(at: Place, name: Place, what: &str) -> Diagnostic {
    Diagnostic::new(Code::E0121, format!("{what} needs a type before its value"))
        .at(at, "`: Type` belongs before this")
        .near(name, "of this")
        .help("write `name: Type = value`")
}

pub(super) fn separator(at: Place, written: &str) -> Diagnostic {
    Diagnostic::new(Code::E0122, format!("`{written}` separates nothing here"))
        .at(at, "keywords tell where the next one begins")
        .help(format!("drop every `{written}` between items, statements and clauses"))
}

// --- Names -----------------------------------------------------------------------------------

pub(super) fn reserved(at: Place, word: &str) -> Diagnostic {
    let why =
        if is_for_later(word) { "reserved for later editions" } else { "a word of the language" };
    Diagnostic::new(Code::E0123, format!("`{word}` is {why} and names nothing"))
        .at(at, "a name belongs here")
        .help(format!("choose another name, such as `{word}_value`"))
}

pub(super) fn no_on(at: Place, found: &str) -> Diagnostic {
    Diagnostic::new(Code::E0124, format!("expected `on` and what the rule is on, found {found}"))
        .at(at, "`on` belongs before this")
        .help("write `rule NAME on image i { … }`")
}

pub(super) fn no_binder(matcher: Place, written: &str) -> Diagnostic {
    let letter = written.chars().next().unwrap_or('x').to_ascii_lowercase();
    Diagnostic::new(Code::E0125, format!("`on {written}` gives the match no name"))
        .at(matcher, "a name belongs behind this")
        .help(format!("name it, as in `on {written} {letter}`"))
}

pub(super) fn hyphen_in_name(at: Place, written: &str, instead: &str) -> Diagnostic {
    let message =
        format!("hyphens belong to names of rules only; write `{instead}` for `{written}`");
    Diagnostic::new(Code::E0126, message).at(at, format!("write `{instead}`"))
}

pub(super) fn wrong_case(at: Place, written: &str, form: Form, instead: &str) -> Diagnostic {
    let message = format!("`{written}` is not {}; write `{instead}`", form.as_str());
    Diagnostic::new(Code::E0127, message).at(at, format!("write `{instead}`"))
}

// --- Within texts ----------------------------------------------------------------------------

pub(super) fn open_interpolation(at: Place) -> Diagnostic {
    Diagnostic::new(Code::E0128, "this `{` of a text is not closed")
        .at(at, "opened here, and not closed before the text ends")
        .help("close it with `}`, or write `\\{` for a brace")
}

pub(super) fn quotes_in_interpolation(at: Place) -> Diagnostic {
    Diagnostic::new(Code::E0129, "what stands in `{…}` of a text holds no quotes and no newline")
        .at(at, "the text ends at this")
        .help("give it a name with `let` first, and write the name in the braces")
}

pub(super) fn stray_brace(at: Place) -> Diagnostic {
    Diagnostic::new(Code::E0130, "this `}` of a text closes nothing")
        .at(at, "nothing is open here")
        .help("write `\\}` for a brace")
}

pub(super) fn no_interpolation(at: Place) -> Diagnostic {
    Diagnostic::new(Code::E0130, "this text is taken as it stands; nothing is put into it")
        .at(at, "not evaluated here")
        .help("write `\\{` and `\\}` for braces")
}

pub(super) fn bad_escape(at: Place, written: &str) -> Diagnostic {
    Diagnostic::new(Code::E0131, format!("`{}` stands for nothing", brief(written, 20)))
        .at(at, "unknown escape")
        .help("write one of `\\n \\t \\\" \\\\ \\{ \\}` or `\\u{1F6A2}`; for a backslash, `\\\\`")
}

// --- Values ----------------------------------------------------------------------------------

pub(super) fn int_too_large(at: Place, written: &str) -> Diagnostic {
    Diagnostic::new(Code::E0132, format!("`{}` is too large", brief(written, 40)))
        .at(at, "does not fit 64 bits")
        .help(format!("write a number from {} to {}", i64::MIN, i64::MAX))
}

pub(super) fn brace_for_value(at: Place) -> Diagnostic {
    Diagnostic::new(Code::E0133, "`{` begins no value")
        .at(at, "a value belongs here")
        .help("write a map as `[key: value]` and a list as `[a, b]`")
}

// --- Limits ----------------------------------------------------------------------------------

pub(super) fn too_deep(at: Place) -> Diagnostic {
    Diagnostic::new(Code::E0134, format!("this nests deeper than {MAX_DEPTH} levels"))
        .at(at, "too deep from here on")
        .help("give parts of it names with `let` or `func`")
}

pub(super) fn file_too_large(at: Place) -> Diagnostic {
    Diagnostic::new(Code::E0134, format!("this file has more bytes than the limit of {MAX_FILE}"))
        .at(at, "not read")
        .help("split it into several files")
}

// --- The rest --------------------------------------------------------------------------------

pub(super) fn unknown_severity(at: Place, word: &str) -> Diagnostic {
    let known = ["error", "warning", "info"];
    let instead = match word {
        "warn" => Some("warning"),
        "critical" | "high" | "fatal" | "deny" => Some("error"),
        "note" | "notice" | "low" | "hint" => Some("info"),
        _ => suggest(word, known),
    };
    let hint = instead.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
    Diagnostic::new(Code::E0135, format!("unknown severity `{word}`{hint}"))
        .at(at, "no severity")
        .help("write `error`, `warning` or `info`")
}

pub(super) fn stray_doc(at: Place) -> Diagnostic {
    Diagnostic::new(Code::E0136, "this documents nothing")
        .at(at, "`##` belongs above an item")
        .help("move it above the item that it documents, or write `#` for a comment")
}

pub(super) fn repeated_clause(again: Place, before: Place, keyword: &str) -> Diagnostic {
    Diagnostic::new(Code::E0137, format!("`{keyword}` comes twice"))
        .at(again, "given again")
        .near(before, "given here")
        .help("keep one of the two")
}

pub(super) fn late_else(at: Place) -> Diagnostic {
    Diagnostic::new(Code::E0137, "`else` comes right behind the condition")
        .at(at, "other clauses stand before it")
        .help("move it before `at`, `help` and `fix`")
}

pub(super) fn late_header(at: Place, keyword: &str) -> Diagnostic {
    Diagnostic::new(Code::E0137, format!("`{keyword}` stands at the top of a rule"))
        .at(at, "statements stand before it, or it is in a block")
        .help("move it to the start of the rule's body")
}

pub(super) fn clause_of_params(at: Place, keyword: &str) -> Diagnostic {
    Diagnostic::new(Code::E0137, format!("a `require` of params has no `{keyword}`"))
        .at(at, "belongs to a `require` in a rule")
        .help("drop it; say all in the message behind `else`")
}

pub(super) fn unknown_prefix(at: Place, prefix: &str) -> Diagnostic {
    let known: Vec<&str> = LiteralKind::ALL.iter().map(|kind| kind.prefix()).collect();
    let near = match prefix {
        "regex" | "regexp" | "r" | "rx" => Some("re"),
        "repository" => Some("repo"),
        "img" => Some("image"),
        "range" => Some("semver"),
        "size" | "memory" => Some("quantity"),
        "pattern" => Some("glob"),
        _ => suggest(prefix, known.iter().copied()),
    };
    let hint = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
    let diagnostic = Diagnostic::new(Code::E0138, format!("unknown literal `{prefix}\"…\"`{hint}"))
        .at(at, "no prefix of a literal");
    if near.is_some() {
        diagnostic
    } else {
        diagnostic.help(format!("the prefixes are {}", listed(&known)))
    }
}

pub(super) fn parted_literal(at: Place, prefix: &str) -> Diagnostic {
    let message = format!("a literal's prefix touches its text; write `{prefix}\"…\"`");
    Diagnostic::new(Code::E0138, message).at(at, "drop the blank")
}

pub(super) fn bare_quantity(at: Place, written: &str) -> Diagnostic {
    let time = written.ends_with(['s', 'm', 'h', 'd', 'w', 'y']);
    let prefix = if time { "duration" } else { "quantity" };
    let message = format!("`{written}` is no number; write `{prefix}\"{written}\"`");
    Diagnostic::new(Code::E0138, message).at(at, "a number with a unit is a literal")
}

pub(super) fn stray_character(at: Place, written: &str) -> Diagnostic {
    let Some(character) = written.chars().next() else { return unexpected(at, "text", "nothing") };
    let code = format!("U+{:04X}", u32::from(character));
    let shown = if character.is_control() || character.is_whitespace() || is_invisible(character) {
        format!("the character {code} means nothing here")
    } else if character.is_ascii() {
        format!("`{character}` means nothing here")
    } else {
        format!("`{character}` ({code}) means nothing here")
    };
    let help = if character.is_ascii() {
        "drop it"
    } else if matches!(character, '\u{C0}'..='\u{24F}') {
        "names are of ASCII letters, digits and `_`; write it with these"
    } else {
        "outside texts and comments a policy holds ASCII only; retype this by hand"
    };
    Diagnostic::new(Code::E0139, shown).at(at, "not a part of the language").help(help)
}

fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{AD}')
}
