//! The tokens of a policy, read without the program.

/// What a token is, as far as the laws care.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A word, a text, a number or a sign.
    Plain,
    /// `"""…"""`.
    Raw,
    /// `# …`, documentation too; true if it has its line to itself.
    Comment(bool),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token<'t> {
    pub(super) kind: Kind,
    pub(super) text: &'t str,
    pub(super) start: usize,
}

impl Token<'_> {
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    pub(super) fn is_comment(&self) -> bool {
        matches!(self.kind, Kind::Comment(_))
    }
}

/// Words behind which a quote begins a text, not a literal.
const BARE: &str = " absent all and any as edition else extern false for forbid func group if import in \
                    is let match matches none not or param present pub require rule test then true type \
                    use where at cluster given help on see ";

/// The tokens, comments among them.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut fresh = true;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        if c.is_ascii_whitespace() || c == '\u{feff}' {
            fresh |= c == '\n';
            at += c.len_utf8();
            continue;
        }
        let (kind, length) = match c {
            '#' => (Kind::Comment(fresh), rest.find('\n').unwrap_or(rest.len())),
            '"' if rest.starts_with("\"\"\"") => (Kind::Raw, rest[3..].find("\"\"\"").unwrap() + 6),
            '"' => (Kind::Plain, quoted(rest)),
            _ if c.is_ascii_alphabetic() || c == '_' => (Kind::Plain, word(rest)),
            _ if c.is_ascii_digit() => (Kind::Plain, number(rest)),
            '?' if rest.starts_with("?.") => (Kind::Plain, 2),
            _ => (Kind::Plain, c.len_utf8()),
        };
        let text = &text[at..at + length];
        found.push(Token { kind, text: text.trim_end(), start: at });
        fresh = false;
        at += length;
    }
    found
}

fn joined(text: &str) -> usize {
    text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len())
}

fn word(text: &str) -> usize {
    let end = joined(text);
    let literal = text[end..].starts_with('"') && !text[end..].starts_with("\"\"\"");
    if !literal || BARE.contains(&format!(" {} ", &text[..end])) {
        return end;
    }
    end + 2 + text[end + 1..].find('"').unwrap()
}

fn number(text: &str) -> usize {
    let end = joined(text);
    let next = text[end..].chars().nth(1);
    if text[end..].starts_with('.') && next.is_some_and(|c| c.is_ascii_digit()) {
        return end + 1 + number(&text[end + 1..]);
    }
    end
}

fn quoted(text: &str) -> usize {
    let mut escaped = false;
    let end = text.char_indices().skip(1).find(|(_, c)| {
        let ends = *c == '"' && !escaped;
        escaped = *c == '\\' && !escaped;
        ends
    });
    end.unwrap().0 + 1
}

#[test]
fn tokens_are_what_they_seem() {
    let text =
        "let a = repo\"x\"?.b(1.5, \"\\\"#\") # c\n  ## d \nat\"x\" \"\"\"\n # \"y\"\"\" T? .f";
    let found: Vec<&str> = tokens(text).iter().map(|token| token.text).collect();
    let expected = [
        "let",
        "a",
        "=",
        "repo\"x\"",
        "?.",
        "b",
        "(",
        "1.5",
        ",",
        "\"\\\"#\"",
        ")",
        "# c",
        "## d",
        "at",
        "\"x\"",
        "\"\"\"\n # \"y\"\"\"",
        "T",
        "?",
        ".",
        "f",
    ];
    assert_eq!(found, expected);
    let comments: Vec<Kind> =
        tokens(text).iter().filter(|token| token.is_comment()).map(|token| token.kind).collect();
    assert_eq!(comments, [Kind::Comment(false), Kind::Comment(true)]);
}
