//! Habits that people bring along from other languages, where they stop a piece from being read.
//!
//! `exists x in xs`, `when` before a guard, `Set[Repo]`, a message without quotes: each is told from
//! the tokens round the place where reading stopped, and answered with what to write. Those in
//! expressions and clauses are here, those in items and heads in `habits_of_items`.

use crate::base::Span;
use crate::diag::{Code, Diagnostic};

use super::super::faults;
use super::super::scan::{Token, TokenKind, is_reserved};
use super::explain::Scene;
use super::grammar::Rule;
use super::reader::Reader;

/// What is wrong in the words of what was meant, with the mend in the label.
pub(super) fn said(
    place: crate::base::Place,
    message: impl Into<String>,
    mend: impl Into<String>,
) -> Diagnostic {
    Diagnostic::new(Code::E0101, message.into()).at(place, mend)
}

impl Reader<'_> {
    /// The habit that stopped a piece from being read, if it is one that is known.
    pub(super) fn habit(&self, scene: &Scene<'_>) -> Option<Diagnostic> {
        self.quantifier_habit(scene)
            .or_else(|| self.message_habit(scene))
            .or_else(|| self.asking_habit(scene))
            .or_else(|| self.bracket_habit(scene))
            .or_else(|| self.fix_habit(scene))
            .or_else(|| self.loop_habit(scene))
            .or_else(|| self.item_habit(scene))
    }

    /// `exists x in xs`, `for all x in xs`, `all(…)`, `xs.any(|x| …)`.
    fn quantifier_habit(&self, scene: &Scene<'_>) -> Option<Diagnostic> {
        let found = scene.found?;
        let last = scene.last();
        let (word, next) = (self.word(Some(found)), self.word(scene.next));
        let meant = match self.word(last) {
            "exists" | "some" | "exist" | "one" => "any",
            "every" | "forall" | "foreach" | "each" => "all",
            "no" => "none",
            _ => "",
        };
        if let Some(quantifier) = last
            && !meant.is_empty()
            && next == "in"
        {
            let at = self.place(quantifier.span());
            return Some(faults::misspelt(at, self.word(last), meant));
        }
        if word == "for" && scene.expected.expression() && scene.next.is_some() {
            let meant = match next {
                "all" | "each" | "every" => "all",
                "any" | "some" => "any",
                "none" => "none",
                _ => return None,
            };
            let at = found.span().to(scene.next.map_or(found.span(), Token::span));
            return Some(faults::misspelt(self.place(at), &format!("for {next}"), meant));
        }
        let quantifier = matches!(self.word(last), "all" | "any" | "none");
        if quantifier && word == "(" {
            let message = format!("`{}` is no function", self.word(last));
            return Some(
                said(self.place(found.span()), message, "a name for each item belongs here")
                    .help(format!("write `{} x in xs: …`", self.word(last))),
            );
        }
        (word == "|" && scene.expected.expression()).then(|| {
            let message = "there are no functions without a name";
            said(self.place(found.span()), message, "begins none")
                .help("write `any x in xs: …`, `all x in xs: …` or `[… for x in xs where …]`")
        })
    }

    /// A message that is no text in double quotes, or what does not belong behind one.
    fn message_habit(&self, scene: &Scene<'_>) -> Option<Diagnostic> {
        let expected = &scene.expected;
        let keyword = self.word(scene.last());
        if matches!(keyword, "else" | "help") && expected.message() {
            return self.no_text(scene, keyword);
        }
        let found = scene.found?;
        let word = self.word(Some(found));
        let place = self.place(found.span());
        let text = scene.last().is_some_and(|last| last.kind == TokenKind::Text);
        let clauses = expected.has(Rule::at_clause) || expected.has(Rule::kw_at);
        if text && clauses && !expected.operator() && matches!(word, "+" | "." | "%" | "&") {
            return Some(
                said(place, "a message is one text", "the text ended before this")
                    .help("put values into it in braces: `\"`{i}` has tag {i.tag}\"`"),
            );
        }
        let message = found.kind == TokenKind::Text;
        if message && keyword == "," && matches!(scene.failure.goal, Rule::one_stmt) {
            let comma = scene.last().map_or(found.span(), Token::span);
            let message = "the message follows `else`, not a comma";
            return Some(said(self.place(comma), message, "write `else`"));
        }
        let open = expected.operator() && clauses;
        let next = scene.next.is_some_and(|next| next.kind == TokenKind::Text);
        let plain = found.kind == TokenKind::Word && expected.near(word).is_none();
        let operator =
            matches!(word, "contains" | "like" | "has" | "eq" | "ne" | "equals" | "includes")
                || word.to_ascii_lowercase().contains("with")
                || word.starts_with("match");
        (open && next && plain && !operator).then(|| {
            let message = format!("unexpected `{word}`; the message follows `else`");
            said(place, message, "write `else`")
        })
    }

    fn no_text(&self, scene: &Scene<'_>, keyword: &str) -> Option<Diagnostic> {
        let message = format!("`{keyword}` is followed by a text in double quotes");
        let Some(found) = scene.found else {
            let at = scene.last().map_or(scene.failure.slice, Token::span);
            let diagnostic = said(self.place(at), message, "the text belongs behind this");
            return Some(diagnostic.help(format!("write `{keyword} \"…\"`")));
        };
        let place = self.place(found.span());
        let written = self.word(Some(found));
        let only = scene.next.is_none_or(|next| {
            next.line_first || matches!(self.word(Some(next)), "at" | "help" | "fix" | "}")
        });
        Some(match (found.kind, written) {
            (TokenKind::Open, "(") => said(place, message, "drop the parentheses"),
            (TokenKind::Sign, ":" | "=" | ",") => {
                said(place, message, format!("drop the `{written}`"))
            }
            (TokenKind::Word, _) if only => said(place, message, "no text")
                .help(format!("write `{keyword} \"{{{written}}}\"` to print this value")),
            (TokenKind::Word, _) => said(place, message, "the quotes begin before this"),
            _ => return None,
        })
    }

    /// `is null`, `not present`, `is deployment`, `starts with`.
    fn asking_habit(&self, scene: &Scene<'_>) -> Option<Diagnostic> {
        let found = scene.found.filter(|found| found.kind == TokenKind::Word)?;
        let word = self.word(Some(found));
        let place = self.place(found.span());
        let behind_not = self.word(scene.last()) == "not";
        if scene.expected.has(Rule::kind) || scene.expected.has(Rule::kw_present) {
            let nothing = ["null", "nil", "none", "undefined", "missing", "empty", "unset"];
            if nothing.contains(&word.to_ascii_lowercase().as_str()) {
                return Some(match scene.last().filter(|_| behind_not) {
                    Some(not) => {
                        let at = self.place(not.span().to(found.span()));
                        faults::misspelt(at, &format!("not {word}"), "present")
                    }
                    None => faults::misspelt(place, word, "absent"),
                });
            }
            let lower = word.starts_with(|c: char| c.is_ascii_lowercase());
            let lower = lower && !is_reserved(word);
            return (lower && scene.expected.near(word).is_none()).then(|| {
                let (first, rest) = word.split_at(1);
                let kind = format!("{}{rest}", first.to_ascii_uppercase());
                said(place, "the name of a kind begins with a capital", format!("write `{kind}`"))
            });
        }
        let asked = match word {
            "present" | "exists" | "defined" | "set" => "present",
            "absent" | "missing" | "null" | "undefined" => "absent",
            _ => "",
        };
        if behind_not && scene.expected.has(Rule::kw_in) && !asked.is_empty() {
            let not = scene.last().map_or(found.span(), Token::span);
            let other = if asked == "present" { "absent" } else { "present" };
            let at = self.place(not.to(found.span()));
            return Some(faults::misspelt(at, &format!("not {word}"), &format!("is {other}")));
        }
        if !scene.expected.operator() {
            return None;
        }
        if !asked.is_empty() {
            return Some(faults::misspelt(place, word, &format!("is {asked}")));
        }
        match (word, self.word(scene.next)) {
            ("si" | "iss" | "si_", "present" | "absent") => {
                Some(faults::misspelt(place, word, "is"))
            }
            ("starts" | "ends", "with") => {
                let with = scene.next.map_or(found.span(), Token::span);
                let at = self.place(found.span().to(with));
                let advice = format!("write `text.{word}_with(\"…\")`");
                Some(faults::no_operator(at, &format!("{word} with"), &advice))
            }
            _ => None,
        }
    }

    /// `x in (a, b)`, `x[0:3]`.
    fn bracket_habit(&self, scene: &Scene<'_>) -> Option<Diagnostic> {
        let found = scene.found?;
        let word = self.word(Some(found));
        let opened = |bracket: &str| {
            let at = scene.before.iter().rposition(|t| self.word(Some(*t)) == bracket)?;
            let before = at.checked_sub(1).and_then(|at| scene.before.get(at)).copied();
            scene.before.get(at).map(|open| (*open, before))
        };
        if word == "," && scene.expected.has(Rule::rparen) {
            let (open, before) = opened("(")?;
            return matches!(self.word(before), "in" | "=" | "(" | "else").then(|| {
                said(self.place(open.span()), "a list stands in square brackets", "write `[`")
                    .help("write a list as `[a, b]`")
            });
        }
        if word == ":" && scene.expected.has(Rule::rbrack) {
            let (open, before) = opened("[")?;
            let slice = before.is_some_and(|before| before.ends_operand(self.text));
            return (slice && open.start >= before.map_or(0, |b| b.end)).then(|| {
                said(self.place(found.span()), "there are no slices", "one index belongs here")
                    .help("take one item, `xs[0]`; of a text ask `.starts_with(\"…\")` or split it")
            });
        }
        None
    }

    /// A fix that does not say whether it is safe, or how it changes something.
    fn fix_habit(&self, scene: &Scene<'_>) -> Option<Diagnostic> {
        let found = scene.found?;
        let word = self.word(Some(found));
        let place = self.place(found.span());
        if self.word(scene.last()) == "fix" && word == "{" {
            let keyword = scene.last().map_or(found.span(), Token::span);
            return Some(
                said(self.place(keyword), "a fix says whether it is safe", "safe or unsafe?")
                    .help("write `fix (safe) { … }` if it can break nothing, else `fix (unsafe)`"),
            );
        }
        if scene.expected.has(Rule::edit_set) || scene.expected.has(Rule::kw_set) {
            return match word {
                "delete" | "unset" | "drop" | "del" | "clear" => {
                    Some(faults::misspelt(place, word, "remove"))
                }
                "replace" | "add" | "update" | "change" | "patch" | "let" => {
                    Some(faults::misspelt(place, word, "set"))
                }
                _ if matches!(self.word(scene.next), "." | "=") => {
                    Some(said(place, "what a fix changes follows `set`", "write `set` before this"))
                }
                _ => None,
            };
        }
        (word == "to" && scene.expected.has(Rule::assign))
            .then(|| faults::misspelt(place, word, "="))
    }

    /// `for (k, v) in …`, `for x of …`, `let mut x`.
    fn loop_habit(&self, scene: &Scene<'_>) -> Option<Diagnostic> {
        let found = scene.found?;
        let word = self.word(Some(found));
        let place = self.place(found.span());
        let begins = scene.before.iter().rev().take(2).any(|t| self.word(Some(*t)) == "for");
        if begins && matches!(word, "(" | ",") {
            return Some(
                said(place, "a `for` names one thing", "one name belongs here")
                    .help("an entry of a map has both: `for e in map { … e.key … e.value … }`"),
            );
        }
        if begins && matches!(word, "of" | "from" | ":" | "=") && scene.expected.has(Rule::kw_in) {
            return Some(faults::misspelt(place, word, "in"));
        }
        let extra =
            scene.last().filter(|last| matches!(self.word(Some(*last)), "mut" | "const"))?;
        (scene.expected.has(Rule::assign) && found.kind == TokenKind::Word).then(|| {
            let word = self.word(Some(extra));
            let at = self.place(Span::new(extra.start, extra.end));
            said(at, "nothing changes its value once it has a name", format!("drop `{word}`"))
        })
    }
}
