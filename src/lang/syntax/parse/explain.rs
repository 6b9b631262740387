//! Why a piece can't be read, for people.
//!
//! The grammar says how far a piece made sense and what could have come next. A slip that people
//! make has a name, found by looking at the tokens round that place, the surest first: texts and
//! brackets that nothing closes, then what was written instead of what belongs there. Where
//! nothing has a name, what was expected is put into words.

use crate::base::{Span, suggest};
use crate::diag::Diagnostic;

use super::super::ast::LiteralKind;
use super::super::cut::item_keyword;
use super::super::faults;
use super::super::scan::{Token, TokenKind, is_for_later, is_reserved};
use super::grammar::Rule;
use super::reader::{Failure, Reader};
use super::split;
use super::wording::{self, Expected};

/// A failure with the tokens round it.
pub(super) struct Scene<'f> {
    pub(super) failure: &'f Failure,
    pub(super) expected: Expected,
    /// The tokens before the place.
    pub(super) before: Vec<Token>,
    /// The one at the place; none at the end of the piece.
    pub(super) found: Option<Token>,
    pub(super) next: Option<Token>,
}

impl Scene<'_> {
    /// The token before the place.
    pub(super) fn last(&self) -> Option<Token> {
        self.before.last().copied()
    }
}

impl<'s> Reader<'s> {
    /// What is wrong with a piece that could not be read.
    pub(super) fn explain(&self, failure: &Failure) -> Diagnostic {
        let scene = self.scene(failure);
        if failure.too_deep {
            let at = scene.found.map_or(Span::at(failure.at), Token::span);
            return faults::too_deep(self.place(at));
        }
        self.open_text(&scene)
            .or_else(|| self.open_bracket(&scene))
            .or_else(|| self.habit(&scene))
            .or_else(|| self.misplaced_name(&scene))
            .or_else(|| self.misplaced_sign(&scene))
            .or_else(|| self.missing_part(&scene))
            .or_else(|| self.misplaced_word(&scene))
            .unwrap_or_else(|| self.unexpected(&scene))
    }

    /// What is wrong with the head of a rule or test, which stands before the braces.
    pub(super) fn explain_head(&self, failure: &Failure, braces: bool) -> Diagnostic {
        let scene = self.scene(failure);
        if braces && scene.found.is_none() && !failure.too_deep {
            if let Some(diagnostic) = self.open_text(&scene).or_else(|| self.open_bracket(&scene)) {
                return diagnostic;
            }
            if scene.expected.has(Rule::declared)
                && let Some(matcher) = scene.before.last()
            {
                return self.no_binder(*matcher);
            }
        }
        self.explain(failure)
    }

    fn scene<'f>(&self, failure: &'f Failure) -> Scene<'f> {
        let mut scene = Scene {
            failure,
            expected: Expected::new(&failure.expected, failure.goal),
            before: Vec::new(),
            found: None,
            next: None,
        };
        for token in self.tokens(failure.slice) {
            if token.end <= failure.at {
                scene.before.push(token);
            } else if scene.found.is_none() {
                scene.found = Some(token);
            } else {
                scene.next = Some(token);
                break;
            }
        }
        scene
    }

    pub(super) fn word(&self, token: Option<Token>) -> &'s str {
        token.map_or("", |token| token.text(self.text))
    }

    /// A text that ends too early or not at all.
    fn open_text(&self, scene: &Scene<'_>) -> Option<Diagnostic> {
        let tokens = scene.before.iter().chain(&scene.found).chain(&scene.next);
        let tokens: Vec<Token> = tokens.copied().collect();
        let cut = tokens.windows(2).find_map(|pair| match pair {
            [text, next] => {
                let joined = text.kind == TokenKind::Text && text.end == next.start;
                let inside = text.text(self.text);
                let open = inside.rfind('{') > inside.rfind('}');
                (joined && open && text.closed).then_some(*text)
            }
            _ => None,
        });
        if let Some(text) = cut {
            let quote = Span::new(text.end.saturating_sub(1), text.end);
            return Some(faults::quotes_in_interpolation(self.place(quote)));
        }
        let open = tokens.iter().find(|token| !token.closed && token.start <= scene.failure.at);
        let open = *open.or(self.odd_quote(scene).as_ref())?;
        let width = if open.kind == TokenKind::Raw { 3 } else { 1 };
        let quote = self.word(Some(open)).find('"').map_or(0, |at| open.start + at);
        let place = self.place(Span::new(quote, quote + width));
        Some(match open.kind {
            TokenKind::Raw => faults::open_raw_text(place),
            kind => faults::open_text(place, kind == TokenKind::Typed),
        })
    }

    /// The text that seems to have swallowed what stands before the place: `"a else "b"` leaves an
    /// open text at the end of the line, and the one to close is the one before the place.
    fn odd_quote(&self, scene: &Scene<'_>) -> Option<Token> {
        let last = scene.before.last().filter(|last| last.kind == TokenKind::Text)?;
        let found = scene.found?;
        let rest = Span::new(found.start, scene.failure.slice.range().end);
        let open = self.tokens(rest).find(|token| !token.closed)?;
        let between = self.slice(Span::new(last.end, open.start));
        (last.end == found.start && !between.contains('\n')).then_some(*last)
    }

    /// A bracket that nothing closes, if that is why the piece can't be read.
    fn open_bracket(&self, scene: &Scene<'_>) -> Option<Diagnostic> {
        if let Some(found) = scene.found.filter(|found| found.kind == TokenKind::Close) {
            let before = Span::new(scene.failure.slice.range().start, found.end);
            return match split::unclosed(self.text, before) {
                Some((open, Some(_))) => Some(self.bracket(open, Some(found))),
                Some(_) => None,
                None if self.closes_something(scene, found) => None,
                None => {
                    Some(faults::stray_bracket(self.place(found.span()), self.word(Some(found))))
                }
            };
        }
        let (open, close) = split::unclosed(self.text, scene.failure.slice)?;
        let brackets = scene.expected.has(Rule::rbrack)
            || scene.expected.has(Rule::rparen)
            || scene.expected.has(Rule::rbrace);
        let late = close.is_none_or(|close| close.start >= scene.failure.at);
        let within = open.start < scene.failure.at && late;
        (within && (scene.found.is_none() || brackets)).then(|| self.bracket(open, scene.found))
    }

    fn bracket(&self, open: Token, missed: Option<Token>) -> Diagnostic {
        let missed = missed.map(|token| self.place(token.span()));
        faults::open_bracket(self.place(open.span()), self.word(Some(open)), missed)
    }

    /// True if one of the brackets before `close` is its partner.
    fn closes_something(&self, scene: &Scene<'_>, close: Token) -> bool {
        let mut brackets = split::Brackets::default();
        for &token in &scene.before {
            brackets.step(self.text, token);
        }
        matches!(brackets.step(self.text, close), Some((Some(_), _)))
    }

    /// A name that is missing, or is no name.
    fn misplaced_name(&self, scene: &Scene<'_>) -> Option<Diagnostic> {
        if !scene.expected.is_name() {
            return None;
        }
        let last = scene.before.last().copied();
        let found = scene.found?;
        let word = self.word(Some(found));
        let head = matches!(scene.failure.goal, Rule::one_item | Rule::rule_head);
        let behind_on =
            scene.before.iter().rev().nth(1).is_some_and(|on| self.word(Some(*on)) == "on");
        if head && behind_on && matches!(word, "{" | "where") {
            return last.map(|matcher| self.no_binder(matcher));
        }
        let value = found.kind != TokenKind::Word
            && last.is_some_and(|last| last.is(self.text, b':'))
            && scene
                .before
                .first()
                .is_some_and(|first| matches!(self.word(Some(*first)), "let" | "param"));
        if value && let Some(colon) = last {
            return Some(faults::colon_for_assign(self.place(colon.span()), ":"));
        }
        let reserved = found.kind == TokenKind::Word && is_reserved(word);
        reserved.then(|| faults::reserved(self.place(found.span()), word))
    }

    fn no_binder(&self, matcher: Token) -> Diagnostic {
        faults::no_binder(self.place(matcher.span()), self.word(Some(matcher)))
    }

    /// A sign that means something elsewhere.
    fn misplaced_sign(&self, scene: &Scene<'_>) -> Option<Diagnostic> {
        let found = scene.found?;
        let place = self.place(found.span());
        let written = self.sign(found);
        match found.kind {
            TokenKind::Stray => {
                let quote = matches!(written, "'" | "`" | "“" | "”" | "‘" | "’");
                return Some(if quote {
                    faults::wrong_quotes(place, written)
                } else {
                    faults::stray_character(place, written)
                });
            }
            TokenKind::Number if scene.expected.expression() => {
                let number = self.word(Some(found));
                let unit = number.ends_with(|c: char| c.is_ascii_alphabetic());
                return unit.then(|| faults::bare_quantity(place, number));
            }
            TokenKind::Sign | TokenKind::Open => {}
            _ => return None,
        }
        let signs = self.place(Span::new(found.start, found.start + written.len()));
        if scene.expected.has(Rule::assign) && matches!(written, ":" | ":=" | "==" | "=>" | "->") {
            return Some(faults::colon_for_assign(signs, written));
        }
        if scene.expected.has(Rule::colon) && matches!(written, "=" | ":=") {
            let parameter =
                scene.before.first().filter(|first| self.word(Some(**first)) == "param");
            let name = scene.before.last().filter(|_| parameter.is_some());
            return Some(match name {
                Some(name) => faults::no_type(signs, self.place(name.span()), "a param"),
                None => faults::assign_for_colon(signs, written),
            });
        }
        if written == "{" && scene.expected.expression() {
            return Some(faults::brace_for_value(place));
        }
        let advice = match written {
            "-" if scene.expected.expression() => return Some(faults::unary_minus(place)),
            "*" | "/" | "%" if scene.expected.operator() => "there are `+` and `-` only",
            "?" | "?:" if scene.expected.operator() => {
                "write `if a then b else c`, or `a ?? b` for what may be absent"
            }
            "&" | "|" | "^" if scene.expected.operator() => "write `and` or `or`",
            "++" | "--" | "+=" | "-=" => "nothing changes its value; name the new one with `let`",
            "|>" | "->" | "::" if scene.expected.operator() => {
                "call a method with a dot, as in `a.b()`"
            }
            "$" | "@" | "~" | "\\" => return Some(faults::stray_character(place, written)),
            _ => return None,
        };
        Some(faults::no_operator(signs, written, advice))
    }

    /// The signs at `token` that people write as one.
    pub(super) fn sign(&self, token: Token) -> &'s str {
        let rest = self.text.get(token.start..).unwrap_or("");
        let known =
            ["===", ":=", "==", "=>", "->", "?:", "|>", "::", "++", "--", "+=", "-=", "&&", "||"];
        let long = known.into_iter().find(|sign| rest.starts_with(sign));
        long.and_then(|sign| rest.get(..sign.len())).unwrap_or(token.text(self.text))
    }

    /// Something that belongs where the piece goes on or ends: `then`, `else`, `on`, a brace.
    fn missing_part(&self, scene: &Scene<'_>) -> Option<Diagnostic> {
        let expected = &scene.expected;
        let last = scene.before.last().copied();
        let at = scene.found.or(last).map_or(Span::at(scene.failure.at), Token::span);
        let keyword = |word: &str| {
            scene.before.iter().rev().copied().find(|token| self.word(Some(*token)) == word)
        };
        let found = self.word(scene.found);
        let near = |keyword: &str| {
            scene.found.is_some_and(|found| found.kind == TokenKind::Word)
                && suggest(found, [keyword]).is_some()
        };
        if expected.has(Rule::block) || expected.has(Rule::lbrace) && !expected.expression() {
            return self.missing_brace(scene, at);
        }
        if expected.has(Rule::kw_then) && !near("then") {
            let opening = keyword("if").or_else(|| keyword("elif"))?;
            return Some(faults::no_then(self.place(opening.span()), self.place(at)));
        }
        if (expected.has(Rule::kw_else) || expected.has(Rule::elif_expr))
            && expected.has(Rule::slip_elif)
            && !near("else")
        {
            let opening = self.innermost_if(scene).or_else(|| keyword("if"))?;
            let behind = last.map_or(at, Token::span);
            return Some(faults::no_else(self.place(opening.span()), self.place(behind)));
        }
        if expected.has(Rule::kw_on) && !near("on") {
            let shown = self.shown(scene.found, &self.behind(scene.failure.slice));
            return Some(faults::no_on(self.place(at), &shown));
        }
        None
    }

    /// The last `if` before the place whose `then` has no `else` yet.
    fn innermost_if(&self, scene: &Scene<'_>) -> Option<Token> {
        let mut open = Vec::new();
        for &token in &scene.before {
            match self.word(Some(token)) {
                "if" => open.push(token),
                "else" => drop(open.pop()),
                _ => {}
            }
        }
        open.pop()
    }

    fn missing_brace(&self, scene: &Scene<'_>, at: Span) -> Option<Diagnostic> {
        let found = self.word(scene.found);
        if found == "then" {
            return Some(faults::then_before_block(self.place(at)));
        }
        let first = scene.before.first().copied();
        let what = match self.word(first) {
            "rule" => "a rule",
            "test" => "a test",
            "if" => "an `if` statement",
            "for" => "a `for`",
            _ => return None,
        };
        if scene.found.is_some_and(|found| found.kind == TokenKind::Word)
            && scene.expected.near(found).is_some()
        {
            return None;
        }
        // Behind a complete expression an operator may be what is missing or misspelt; a body that
        // begins with a statement is not.
        let begins = faults::STATEMENTS.contains(&found) || faults::CLAUSES.contains(&found);
        let colon = found == ":";
        if scene.found.is_some() && !begins && !colon {
            return None;
        }
        let shown = self.shown(scene.found, &self.behind(scene.failure.slice));
        Some(faults::no_braces(self.place(at), &shown, what))
    }

    /// A word that is misspelt, or is another language's.
    fn misplaced_word(&self, scene: &Scene<'_>) -> Option<Diagnostic> {
        let found = scene.found?;
        let place = self.place(found.span());
        let word = self.word(Some(found));
        let last = self.word(scene.before.last().copied());
        if matches!(found.kind, TokenKind::Text | TokenKind::Raw)
            && LiteralKind::ALL.iter().any(|kind| kind.prefix() == last)
            && let Some(prefix) = scene.before.last()
        {
            let at = self.place(prefix.span().to(found.span()));
            return Some(faults::parted_literal(at, last));
        }
        if found.kind != TokenKind::Word {
            return None;
        }
        let names = item_keyword(word).is_some() || is_for_later(word);
        let statement = matches!(word, "let" | "require");
        if names && !statement && scene.expected.expression() {
            return Some(faults::reserved(place, word));
        }
        if let Some(near) = scene.expected.near(word) {
            return Some(faults::misspelt(place, word, near));
        }
        if !scene.expected.operator() {
            return None;
        }
        let advice = match word {
            "contains" | "includes" | "has" => "write `x in list`, or `text.contains(\"…\")`",
            "startswith" | "startsWith" | "starts_with" => "write `text.starts_with(\"…\")`",
            "endswith" | "endsWith" | "ends_with" => "write `text.ends_with(\"…\")`",
            "eq" | "equals" => "write `==`",
            "ne" | "neq" => "write `!=`",
            "like" | "match" => "write `text matches glob\"…\"`",
            "implies" => "write `not a or b`, or guard it: `if a { require b … }`",
            "xor" => "write `(a or b) and not (a and b)`",
            "unless" => "write `if not …`",
            _ => return None,
        };
        Some(faults::no_operator(place, word, advice))
    }

    fn unexpected(&self, scene: &Scene<'_>) -> Diagnostic {
        let piece = wording::piece(scene.failure.goal);
        let last = self.word(scene.before.last().copied());
        let typed = matches!(last, ":" | "as" | ">") && scene.expected.is_name();
        let expected = if typed { "a type".to_owned() } else { scene.expected.phrase(piece) };
        let Some(found) = scene.found else {
            let end = scene.before.last().map_or(scene.failure.slice, |last| last.span());
            let behind = match scene.failure.goal {
                Rule::one_expr => "nothing".to_owned(),
                _ => self.behind(scene.failure.slice),
            };
            return faults::incomplete(self.place(end), &expected, &behind);
        };
        let at = self.place(found.span());
        let diagnostic = faults::unexpected(at, &expected, &self.shown(Some(found), ""));
        let quantified = scene.expected.has(Rule::colon)
            && self.word(Some(found)) == "where"
            && scene.before.iter().any(|t| matches!(self.word(Some(*t)), "all" | "any" | "none"));
        if quantified {
            return diagnostic.help("filter the list first: `any x in [x for x in xs where …]: …`");
        }
        let quoted_path = self.word(scene.before.last().copied()) == "import";
        if quoted_path {
            return diagnostic
                .help("write the path without quotes, as in `import ./lib/x { name }`");
        }
        diagnostic
    }

    /// What stands behind a piece.
    pub(super) fn behind(&self, piece: Span) -> String {
        let rest = Span::new(piece.range().end, self.text.len());
        self.shown(self.tokens(rest).next(), "the end of the file")
    }

    /// A token as a message shows it, or `end` where there is none.
    pub(super) fn shown(&self, token: Option<Token>, end: &str) -> String {
        let Some(token) = token else { return end.to_owned() };
        let text = token.text(self.text);
        match token.kind {
            TokenKind::Text | TokenKind::Quoted => "a text".to_owned(),
            TokenKind::Raw => "a text of several lines".to_owned(),
            TokenKind::Typed => "a literal".to_owned(),
            TokenKind::Sign => format!("`{}`", self.sign(token)),
            _ if text.chars().count() > 40 => {
                format!("`{}…`", text.chars().take(39).collect::<String>())
            }
            _ => format!("`{text}`"),
        }
    }
}
