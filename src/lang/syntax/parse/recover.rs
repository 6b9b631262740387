//! Broken items, taken apart.
//!
//! A piece that can be read is read; of one that can't, [`Reader::explain`] says why. A rule comes
//! apart into its head and the statements of its body, `if` and `for` likewise, a test into its
//! clauses. No piece is tried more than twice, so the time stays linear.

use crate::base::{SourceId, Span};

use super::super::ast::{
    Broken, Each, For, If, Item, ItemKind, Name, Rule as RuleItem, Stmt, StmtKind,
};
use super::super::cut::{Cut, Keyword};
use super::super::scan::{Token, TokenKind, is_reserved};
use super::super::{faults, nesting, trivia};
use super::Reading;
use super::grammar::Rule;
use super::node::Node;
use super::reader::{Failure, Reader};
use super::split::{self, Braces};
use super::statements::Header;

impl Reading {
    /// Reads a cut that could not be read whole.
    pub(super) fn pieces(&mut self, id: SourceId, text: &str, cut: &Cut, whole: Option<&Failure>) {
        let pieces = split::items(text, cut.code);
        let several = pieces.len() > 1;
        for (index, piece) in pieces.into_iter().enumerate() {
            if index > 0 || cut.keyword == Keyword::Unknown {
                self.unknown(id, text, piece);
                continue;
            }
            let mut reader = Reader::new(id, text);
            let read = several.then(|| reader.read(Rule::one_item, piece).ok()).flatten();
            let kind = match read.and_then(|node| node.into_inner().next()) {
                Some(node) => reader.item(node),
                None => Some(reader.broken_item(cut, piece)),
            };
            if reader.diagnostics.is_empty()
                && !several
                && let Some(failure) = whole
            {
                let diagnostic = reader.explain(failure);
                reader.report(diagnostic);
            }
            self.items.extend(kind.map(|kind| Item {
                doc: cut.doc.map(|doc| trivia::doc(text, doc)),
                span: reader.trimmed(piece),
                kind,
                expr_count: reader.expr_count(),
            }));
            self.take(reader, cut.doc);
        }
    }

    /// Reads an item that begins with no keyword.
    pub(super) fn unknown(&mut self, id: SourceId, text: &str, piece: Span) {
        let mut reader = Reader::new(id, text);
        let kind = reader.unknown_item(piece);
        self.items.extend(kind.map(|kind| Item {
            doc: None,
            span: reader.trimmed(piece),
            kind,
            expr_count: reader.expr_count(),
        }));
        self.take(reader, None);
    }
}

impl<'s> Reader<'s> {
    /// What can be saved of an item that could not be read.
    fn broken_item(&mut self, cut: &Cut, piece: Span) -> ItemKind {
        let first = self.tokens(piece).next();
        match cut.keyword {
            Keyword::Rule => {
                if let Some(rule) = self.broken_rule(piece) {
                    return ItemKind::Rule(rule);
                }
            }
            Keyword::Test => {
                if let Some(test) = self.broken_test(piece) {
                    return ItemKind::Test(test);
                }
            }
            _ => {
                if let Err(failure) = self.read(Rule::one_item, piece) {
                    let diagnostic = self.explain(&failure);
                    self.report(diagnostic);
                }
            }
        }
        let keyword = first.map_or("", |token| token.text(self.text));
        let name = cut.name.map(|span| Name { text: self.slice(span).into(), span });
        ItemKind::Broken(Broken { keyword: keyword.into(), name })
    }

    /// An item that begins with no keyword. One that seems to be a rule is read as one, so that
    /// the faults within are told too.
    fn unknown_item(&mut self, piece: Span) -> Option<ItemKind> {
        let mut tokens = self.tokens(piece);
        let first = tokens.next()?;
        let place = self.place(first.span());
        let word = first.text(self.text);
        match first.kind {
            TokenKind::Word => {}
            TokenKind::Text | TokenKind::Typed if !first.closed => {
                let quote = first.start + word.find('"').unwrap_or(0);
                let place = self.place(Span::new(quote, quote + 1));
                self.report(faults::open_text(place, first.kind == TokenKind::Typed));
                return None;
            }
            TokenKind::Close => {
                self.report(faults::stray_bracket(place, word));
                return None;
            }
            TokenKind::Sign if matches!(word, ";" | ",") => {
                self.report(faults::separator(place, word));
                return None;
            }
            TokenKind::Stray => {
                self.report(faults::stray_character(place, word));
                return None;
            }
            _ => {
                let found = self.shown(Some(first), "");
                self.report(faults::unexpected(place, "an item", &found));
                return None;
            }
        }
        self.report(faults::unknown_item(place, word));
        let word = faults::meant_item(word).unwrap_or(word);
        let name = tokens.next().filter(|token| token.kind == TokenKind::Word);
        let rest = name.map(|name| Span::new(name.start, piece.range().end));
        if let Some(rest) = rest.filter(|_| word == "rule")
            && let Some(rule) = self.broken_rule(rest)
        {
            return Some(ItemKind::Rule(rule));
        }
        let name =
            name.map(|token| Name { text: token.text(self.text).into(), span: token.span() });
        Some(ItemKind::Broken(Broken { keyword: word.into(), name }))
    }

    /// A rule, head and statements read apart; nothing if its head can't be read.
    fn broken_rule(&mut self, piece: Span) -> Option<RuleItem> {
        let braces = split::braces(self.text, piece);
        let head = braces.map_or(piece, |braces| braces.before(piece));
        let mut rule = match self.read(Rule::rule_head, head) {
            Ok(node) => self.rule_head(node),
            Err(failure) => {
                let diagnostic = self.explain_head(&failure, braces.is_some());
                self.report(diagnostic);
                None
            }
        };
        let Some(braces) = braces else {
            if rule.is_some() {
                let end = Span::at(self.trimmed(piece).range().end);
                let found = self.behind(piece);
                self.report(faults::no_braces(self.place(end), &found, "a rule"));
            }
            return None;
        };
        let mut header = Header::default();
        let body = self.body(piece, braces, Some(&mut header));
        if let Some(rule) = &mut rule {
            rule.body = body;
            (rule.tags, rule.see) = (header.tags, header.see);
        }
        rule
    }

    /// The statements between `braces`, which stand in `piece`.
    fn body(&mut self, piece: Span, braces: Braces, header: Option<&mut Header>) -> Vec<Stmt> {
        let before = self.diagnostics.len();
        let body = self.statements(braces.inside(piece), header);
        if braces.close.is_none() {
            self.unclosed(piece, braces, before);
        }
        body
    }

    /// Reports braces that are not closed, unless a bracket within was (since `before`).
    fn unclosed(&mut self, piece: Span, braces: Braces, before: usize) {
        let told = self.diagnostics.iter().skip(before).any(|d| d.code == crate::diag::Code::E0109);
        if !told {
            let open = split::ill_indented(self.text, piece).unwrap_or(braces.open);
            let end = self.tokens(piece).last().map_or(open, Token::span);
            let far = self.slice(open.to(end)).contains('\n');
            let missed = far.then(|| self.place(Span::at(end.range().end)));
            self.report(faults::open_bracket(self.place(open), "{", missed));
        }
    }

    fn statements(&mut self, span: Span, mut header: Option<&mut Header>) -> Vec<Stmt> {
        let mut body: Vec<Stmt> = Vec::new();
        for piece in split::statements(self.text, span) {
            let piece = self.trimmed(piece);
            let first = body.is_empty();
            self.statement(piece, header.as_deref_mut(), first, &mut body);
        }
        body
    }

    /// Reads one statement, or says why it can't be read.
    fn statement(
        &mut self,
        piece: Span,
        header: Option<&mut Header>,
        first: bool,
        body: &mut Vec<Stmt>,
    ) {
        let Some(token) = self.tokens(piece).next() else { return };
        let word = token.text(self.text);
        let compound = matches!(word, "if" | "for" | "elif" | "elsif" | "elseif");
        if compound && let Some(braces) = split::braces(self.text, piece) {
            // What is not too deep as a whole is not too deep within.
            let deep = self.blocks == 0 && self.report_too_deep(piece);
            self.blocks += 1;
            let kind = match word {
                _ if deep => StmtKind::Broken(None),
                "for" => self.broken_for(piece, braces),
                _ => self.broken_if(piece, braces),
            };
            self.blocks -= 1;
            body.push(Stmt { span: piece, kind });
            return;
        }
        if !is_statement(word) {
            body.extend(self.unknown_statement(piece, token));
            return;
        }
        let failure = match self.read(Rule::one_stmt, piece) {
            Ok(node) => return self.whole_statement(node, header, first, body),
            Err(failure) => failure,
        };
        let parts = split::lines(self.text, piece);
        let Some((&own, others)) = parts.split_first() else { return };
        match if others.is_empty() { Err(failure) } else { self.read(Rule::one_stmt, own) } {
            Ok(node) => {
                let stmt = node.into_inner().next();
                body.extend(stmt.and_then(|stmt| self.stmt(stmt, header, first)));
            }
            Err(failure) => {
                let diagnostic = self.explain(&failure);
                self.report(diagnostic);
                body.push(Stmt { span: own, kind: StmtKind::Broken(self.let_name(own)) });
            }
        }
        for &other in others {
            if let Some(token) = self.tokens(other).next() {
                body.extend(self.unknown_statement(other, token));
            }
        }
    }

    fn whole_statement(
        &mut self,
        node: Node<'s>,
        mut header: Option<&mut Header>,
        first: bool,
        body: &mut Vec<Stmt>,
    ) {
        let mut separated = false;
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::EOI => {}
                Rule::slip_separator => self.separator(&part, &mut separated),
                _ => body.extend(self.stmt(part, header.as_deref_mut(), first)),
            }
        }
    }

    /// Reports `piece` if it nests too deep.
    fn report_too_deep(&mut self, piece: Span) -> bool {
        let token = nesting::too_deep(self.text, piece);
        if let Some(token) = token {
            self.report(faults::too_deep(self.place(token.span())));
        }
        token.is_some()
    }

    /// The name that a broken `let`, or what was meant as one, declares.
    fn let_name(&self, piece: Span) -> Option<Name> {
        let mut tokens = self.tokens(piece);
        let keyword = tokens.next().map_or("", |token| token.text(self.text));
        let mut name = tokens.next().filter(|token| token.kind == TokenKind::Word)?;
        match keyword {
            "let" | "var" | "const" | "val" | "some" | "every" => {}
            "for" => tokens.next().filter(|token| token.text(self.text) == "in").map(drop)?,
            _ => return None,
        }
        if name.text(self.text) == "mut" {
            name = tokens.next().filter(|token| token.kind == TokenKind::Word)?;
        }
        let text = name.text(self.text);
        (!is_reserved(text)).then(|| Name { text: text.into(), span: name.span() })
    }

    fn unknown_statement(&mut self, piece: Span, token: Token) -> Option<Stmt> {
        let place = self.place(token.span());
        let word = token.text(self.text);
        match token.kind {
            TokenKind::Sign if matches!(word, ";" | ",") => {
                self.report(faults::separator(place, word));
                return None;
            }
            TokenKind::Close => self.report(faults::stray_bracket(place, word)),
            TokenKind::Stray => self.report(faults::stray_character(place, word)),
            TokenKind::Word => {
                let next = self.tokens(piece).nth(1);
                let assigned = next.is_some_and(|next| {
                    matches!(self.sign(next), "=" | ":=" | "+=" | "-=" | "++" | ":")
                });
                if assigned {
                    let before: Vec<Token> = self.tokens(Span::new(0, token.start)).collect();
                    let known = before.windows(2).any(|pair| match pair {
                        [binds, name] => {
                            matches!(binds.text(self.text), "let" | "param" | "for")
                                && name.text(self.text) == word
                        }
                        _ => false,
                    });
                    self.report(faults::reassigned(place, word, known));
                    let name = Name { text: word.into(), span: token.span() };
                    let kind = StmtKind::Broken((!is_reserved(word)).then_some(name));
                    return Some(Stmt { span: piece, kind });
                }
                self.report(match word {
                    "where" => faults::guard_in_body(place),
                    _ => faults::unknown_statement(place, word, faults::STATEMENTS),
                });
            }
            _ => {
                let found = self.shown(Some(token), "");
                self.report(faults::unexpected(place, "a statement", &found));
            }
        }
        Some(Stmt { span: piece, kind: StmtKind::Broken(self.let_name(piece)) })
    }

    fn broken_if(&mut self, piece: Span, braces: Braces) -> StmtKind {
        let head = braces.before(piece);
        let condition = match self.read(Rule::if_head, head) {
            Ok(node) => self.first(node, Rule::expr).map(|expr| self.expression(expr)),
            Err(failure) => {
                let diagnostic = self.explain(&failure);
                self.report(diagnostic);
                None
            }
        };
        let condition = condition.unwrap_or_else(|| self.error(head));
        let then = self.body(piece, braces, None);
        let mut otherwise = Vec::new();
        let rest = braces.after(piece);
        let mut tokens = self.tokens(rest);
        if let Some(token) = tokens.next() {
            let next = tokens.next();
            match (token.text(self.text), next.map(|next| (next, next.text(self.text)))) {
                ("else", Some((next, "if"))) => {
                    let inner = Span::new(next.start, piece.range().end);
                    self.statement(inner, None, true, &mut otherwise);
                }
                ("else", Some((_, "{"))) => {
                    if let Some(braces) = split::braces(self.text, rest) {
                        otherwise = self.body(rest, braces, None);
                        self.leftover(braces.after(rest));
                    }
                }
                ("else", next) => {
                    let at = next.map_or(Span::at(token.end), |(next, _)| next.span());
                    let found = self.shown(next.map(|(next, _)| next), &self.behind(piece));
                    self.report(faults::no_braces(self.place(at), &found, "`else`"));
                }
                (elif @ ("elif" | "elsif" | "elseif"), _) => {
                    self.report(faults::elif(self.place(token.span()), elif));
                    self.statement(rest, None, true, &mut otherwise);
                }
                _ => self.leftover(rest),
            }
        }
        StmtKind::If(If { condition, then, otherwise })
    }

    fn broken_for(&mut self, piece: Span, braces: Braces) -> StmtKind {
        let head = braces.before(piece);
        let each: Option<Each> = match self.read(Rule::for_head, head) {
            Ok(node) => self.first(node, Rule::each).and_then(|each| self.each(each)),
            Err(failure) => {
                let diagnostic = self.explain(&failure);
                self.report(diagnostic);
                None
            }
        };
        let body = self.body(piece, braces, None);
        self.leftover(braces.after(piece));
        match each {
            Some(each) => StmtKind::For(For { each, body }),
            None => StmtKind::Broken(self.let_name(piece)),
        }
    }

    /// Reports what stands behind a block and belongs to nothing.
    fn leftover(&mut self, rest: Span) {
        if let Some(token) = self.tokens(rest).next() {
            self.unknown_statement(rest, token);
        }
    }

    /// A test, title and clauses read apart; nothing if its title can't be read.
    fn broken_test(&mut self, piece: Span) -> Option<super::super::ast::Test> {
        let braces = split::braces(self.text, piece);
        let head = braces.map_or(piece, |braces| braces.before(piece));
        let mut test = match self.read(Rule::test_head, head) {
            Ok(node) => self.test_head(node),
            Err(failure) => {
                let diagnostic = self.explain_head(&failure, braces.is_some());
                self.report(diagnostic);
                None
            }
        };
        let Some(braces) = braces else {
            if test.is_some() {
                let end = Span::at(self.trimmed(piece).range().end);
                let found = self.behind(piece);
                self.report(faults::no_braces(self.place(end), &found, "a test"));
            }
            return None;
        };
        let before = self.diagnostics.len();
        let mut seen = Vec::new();
        let mut bare = false;
        for part in split::clauses(self.text, braces.inside(piece)) {
            let word = self.tokens(part).next().map_or("", |token| token.text(self.text));
            // A manifest without quotes is as many broken clauses as it has lines.
            if bare && !faults::CLAUSES.contains(&word) {
                continue;
            }
            let told = self.diagnostics.len();
            self.broken_clause(part, test.as_mut(), &mut seen);
            bare = matches!(word, "given" | "cluster") && self.diagnostics.len() > told;
        }
        if braces.close.is_none() {
            self.unclosed(piece, braces, before);
        }
        test
    }

    fn broken_clause(
        &mut self,
        part: Span,
        test: Option<&mut super::super::ast::Test>,
        seen: &mut Vec<(Rule, Span)>,
    ) {
        let Some(token) = self.tokens(part).next() else { return };
        let word = token.text(self.text);
        if !faults::CLAUSES.contains(&word) {
            let place = self.place(token.span());
            self.report(match token.kind {
                TokenKind::Word => faults::unknown_statement(place, word, faults::CLAUSES),
                TokenKind::Close => faults::stray_bracket(place, word),
                TokenKind::Sign if matches!(word, ";" | ",") => faults::separator(place, word),
                _ => {
                    let found = self.shown(Some(token), "");
                    faults::unexpected(place, "a clause of the test", &found)
                }
            });
            return;
        }
        match self.read(Rule::one_clause, part) {
            Ok(node) => {
                let mut separated = false;
                let parts: Vec<_> = node.into_inner().collect();
                if let Some(test) = test {
                    for part in parts {
                        match part.as_rule() {
                            Rule::slip_separator => self.separator(&part, &mut separated),
                            _ => self.test_clause(part, test, seen),
                        }
                    }
                }
            }
            Err(failure) => {
                let diagnostic = self.explain(&failure);
                self.report(diagnostic);
            }
        }
    }
}

fn is_statement(word: &str) -> bool {
    faults::STATEMENTS.contains(&word)
}
