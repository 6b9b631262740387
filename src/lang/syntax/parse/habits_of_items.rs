//! Habits from other languages in the heads of items: where severities, guards, types and paths go.

use crate::diag::Diagnostic;

use super::super::faults;
use super::super::forms::Form;
use super::super::scan::{Token, TokenKind};
use super::explain::Scene;
use super::grammar::Rule;
use super::habits::said;
use super::reader::Reader;

impl Reader<'_> {
    /// A habit in an item that is no expression.
    pub(super) fn item_habit(&self, scene: &Scene<'_>) -> Option<Diagnostic> {
        match self.word(scene.before.first().copied()) {
            "import" => self.import_habit(scene),
            "test" | "given" | "expect" => self.test_habit(scene),
            "rule" if matches!(scene.failure.goal, Rule::rule_head) => {
                self.name_habit(scene).or_else(|| self.head_habit(scene))
            }
            "param" | "let" | "func" => self.type_habit(scene),
            _ => None,
        }
    }

    /// The name of a rule and its severity.
    fn name_habit(&self, scene: &Scene<'_>) -> Option<Diagnostic> {
        let found = scene.found?;
        let word = self.word(Some(found));
        let place = self.place(found.span());
        let severity = |word: &str| matches!(word, "error" | "warning" | "info" | "warn");
        if found.kind == TokenKind::Text {
            let inside = word.trim_matches('"');
            if scene.expected.has(Rule::rule_name) {
                let name = Form::Kebab.of(inside);
                let message = "the name of a rule stands without quotes";
                return Some(said(place, message, format!("write `{name}`")));
            }
            if self.word(scene.last()) == "(" {
                let message = "a severity stands without quotes";
                return Some(said(place, message, format!("write `{inside}`")));
            }
        }
        if !scene.expected.has(Rule::kw_on) {
            return None;
        }
        if self.word(scene.last()) == "on" && scene.before.len() == 2 {
            let on = scene.last().map_or(found.span(), Token::span);
            return Some(
                said(self.place(on), "this rule has no name", "a name belongs before this")
                    .help(format!("write `rule NAME on {word} …`")),
            );
        }
        if severity(word) {
            let message = "a severity stands in parentheses";
            return Some(said(place, message, format!("write `({word})`")));
        }
        if word == ":" {
            return Some(said(place, "nothing follows a rule's name but `on`", "drop the `:`"));
        }
        let name = scene.last().filter(|_| scene.before.len() == 2)?;
        let joined = found.kind == TokenKind::Word && self.word(scene.next) == "on";
        joined.then(|| {
            let at = self.place(name.span().to(found.span()));
            let name = Form::Kebab.of(&format!("{}-{word}", self.word(Some(name))));
            said(at, "words of a rule's name are joined by hyphens", format!("write `{name}`"))
        })
    }

    /// What a rule is on, and its guard.
    fn head_habit(&self, scene: &Scene<'_>) -> Option<Diagnostic> {
        let found = scene.found?;
        let word = self.word(Some(found));
        let place = self.place(found.span());
        let behind_on =
            scene.before.iter().rev().nth(1).is_some_and(|on| self.word(Some(*on)) == "on");
        let matcher = self.word(scene.last());
        if behind_on && matches!(word, "," | "or" | "|" | "and") {
            let other = self.word(scene.next);
            return Some(said(place, "a rule is on one kind", "no second one belongs here").help(
                format!("write `on resource r where r is {matcher} or r is {other}`, or two rules"),
            ));
        }
        let on_matcher = scene.before.iter().any(|on| self.word(Some(*on)) == "on");
        if on_matcher && word == "/" && scene.expected.has(Rule::declared) {
            return Some(
                said(place, "a kind is written with its group, without a version", "no `/` here")
                    .help("write it as in `Rollout.argoproj.io`"),
            );
        }
        if behind_on && word == "as" {
            let name = self.word(scene.next);
            let help = format!("write `on {matcher} {name}`");
            return Some(said(place, "the name follows without `as`", "drop it").help(help));
        }
        if !scene.expected.has(Rule::guard) && !scene.expected.has(Rule::kw_where) {
            return None;
        }
        if matches!(word, "if" | "when" | "having" | "with" | "filter" | "and") {
            return Some(faults::misspelt(place, word, "where"));
        }
        let severity = self.word(scene.next);
        (word == "(").then(|| {
            said(place, "the severity stands before `on`", "too late here")
                .help(format!("write `rule NAME ({severity}) on …`"))
        })
    }

    fn import_habit(&self, scene: &Scene<'_>) -> Option<Diagnostic> {
        let braces = "name what is imported: `import std/images { is_mutable }`";
        let Some(found) = scene.found else {
            let last = scene.last().filter(|_| scene.expected.has(Rule::lbrace))?;
            return Some(
                said(self.place(last.span()), "this imports nothing", "no names behind this")
                    .help(braces),
            );
        };
        let place = self.place(found.span());
        Some(match self.sign(found) {
            "as" => said(place, "what is imported keeps its name", "drop it and the name behind"),
            "::" | ":" => said(place, "parts of a path are joined by `/`", "write `/`"),
            "*" => said(place, "names are imported one by one", "no names").help(braces),
            "/" | "~" if scene.expected.has(Rule::import_path) => {
                said(place, "a path to import from is relative", "begins at the root")
                    .help("begin it with `./`, `../` or `std/`")
            }
            _ => return None,
        })
    }

    fn test_habit(&self, scene: &Scene<'_>) -> Option<Diagnostic> {
        let found = scene.found?;
        let word = self.word(Some(found));
        let place = self.place(found.span());
        match self.word(scene.last()) {
            "given" if found.kind == TokenKind::Text => {
                let message = "expected a text in `\"\"\"` or `file\"…\"`, found a text";
                Some(said(place, message, format!("write `file{word}` for a file")))
            }
            "expect" if matches!(word, "pass" | "passes" | "ok" | "success") => {
                Some(faults::misspelt(place, word, "passed"))
            }
            "expect" if word.starts_with("fail") || word == "error" || word == "undecided" => {
                let sign = if word == "undecided" { "#~ ?RULE" } else { "#~ RULE" };
                Some(
                    said(place, "what is found is marked in the manifest", "not said here")
                        .help(format!("end the manifest's line with `{sign}`")),
                )
            }
            "test" => Some(
                said(place, "a test has a title", "the title belongs before this")
                    .help("write `test \"what it shows\" …`"),
            ),
            _ => None,
        }
    }

    /// The type of a param, parameter or function.
    fn type_habit(&self, scene: &Scene<'_>) -> Option<Diagnostic> {
        let found = scene.found?;
        let word = self.word(Some(found));
        let place = self.place(found.span());
        let item = self.word(scene.before.first().copied());
        let last = self.word(scene.last());
        if found.kind == TokenKind::Text && last == item {
            let name = word.trim_matches('"');
            return Some(said(place, "a name stands without quotes", format!("write `{name}`")));
        }
        let inner = self.word(scene.next);
        if word == "[" && inner.starts_with(|c: char| c.is_ascii_uppercase()) {
            return match last {
                ":" | "->" => Some(
                    said(place, "the type of a list is written with its name", "no type")
                        .help(format!("write `List<{inner}>` or `Set<{inner}>`")),
                ),
                outer if outer.starts_with(|c: char| c.is_ascii_uppercase()) => {
                    let message = "what a type holds stands in `<` and `>`";
                    Some(said(place, message, format!("write `{outer}<{inner}>`")))
                }
                _ => None,
            };
        }
        if item != "func" {
            return None;
        }
        let result = "a function says which type it yields";
        match word {
            ":" if scene.expected.has(Rule::arrow) => Some(said(place, result, "write `->`")),
            "=" | "{" if scene.expected.has(Rule::arrow) => {
                Some(said(place, result, "write `-> Type` before this"))
            }
            "{" if scene.expected.has(Rule::assign) => Some(
                said(place, "the body of a function is one expression", "write `=`")
                    .help("write `func name(a: T) -> U = …`, without braces or `return`"),
            ),
            ")" | "," | "=" if scene.expected.has(Rule::colon) => Some(
                said(place, "a parameter has a type", "`: Type` belongs before this")
                    .help(format!("write it as in `{last}: Image`")),
            ),
            _ => None,
        }
    }
}
