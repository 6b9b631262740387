//! Files and items: what [`parse`] and [`parse_item`] do.
//!
//! This folder is all that knows pest. `grammar` asks it for the nodes of a text; `reader` goes about with them;
//! `items`, `statements`,
//! `expressions` (with `precedence`) and `literals` turn its nodes into the tree; `recover` takes
//! broken items apart; `explain` tells what is wrong with a piece that can't be read.

mod explain;
mod expressions;
mod grammar;
mod habits;
mod habits_of_items;
mod items;
mod literals;
mod node;
mod precedence;
mod reader;
mod recover;
mod split;
mod statements;
mod unclosed;
mod unfinished;
mod wording;

use crate::base::{Place, Source, SourceId, Span};
use crate::diag::{Diagnostic, in_source_order};

use super::ast::{Broken, Comment, Expr, File, Item, ItemKind, Name};
use super::cut::{Cut, Cuts, Keyword, cut, cut_within};
use super::nesting::MAX_FILE;
use super::scan::{Token, TokenKind};
use super::{faults, trivia};

use grammar::Rule;
use node::Node;
use reader::Reader;
use unclosed::Unclosed;

pub use node::Ready;
pub use unfinished::is_unfinished;

/// A file that was read, whatever was wrong with it.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// The tree.
    pub file: File,
    /// All that is wrong, in the order of the source.
    pub diagnostics: Vec<Diagnostic>,
}

/// How many faults of one file are told. What stands behind them is taken for broken, and nothing is said
/// of it: a brace that closes nothing is a byte, and its fault some hundreds. What has a name declares it,
/// so that something is still said of names that nothing declares.
const MOST: usize = 1_000;

/// Reads a policy file. Never fails: what can't be read is reported and left broken in the tree.
///
/// ```
/// use seaworthy::base::{Source, Sources};
/// use seaworthy::lang::syntax;
///
/// let mut sources = Sources::default();
/// let source = Source::new("a.sea", "edition 1\nlet hub: Repo = repo\"docker.io\"\n");
/// let id = sources.add(source.clone());
/// let parsed = syntax::parse(id, &source);
/// assert!(parsed.diagnostics.is_empty());
/// assert_eq!(parsed.file.items.len(), 1);
/// ```
pub fn parse(id: SourceId, source: &Source) -> Parsed {
    read(id, source, true)
}

/// Reads items as somebody enters them: like a file, but that no edition needs to open it.
pub fn parse_items(id: SourceId, source: &Source) -> Parsed {
    read(id, source, false)
}

/// Reads a file, or what may be a part of one.
fn read(id: SourceId, source: &Source, whole: bool) -> Parsed {
    let text = source.text();
    let mut file = File { source: id, edition: None, items: Vec::new(), comments: Vec::new() };
    if text.len() > MAX_FILE {
        let diagnostic = faults::file_too_large(Place::new(id, Span::at(0)));
        return Parsed { file, diagnostics: vec![diagnostic] };
    }
    let mut diagnostics = Vec::new();
    let mut docs = Vec::new();
    let unclosed = unclosed::unclosed(text);
    let cuts = match unclosed {
        None => cut(text),
        Some(unclosed) => {
            diagnostics.push(faults::open_raw_text(Place::new(id, unclosed.quotes)));
            cut_around(text, unclosed)
        }
    };
    if let Some(diagnostic) = no_policy(id, source, &cuts.items).filter(|_| whole) {
        return Parsed { file, diagnostics: vec![diagnostic] };
    }
    if whole || cuts.items.iter().any(|cut| cut.keyword == Keyword::Edition) {
        edition(id, source, &cuts.items, &mut file, &mut diagnostics);
    }
    let mut bare_rule = false;
    for (at, cut) in cuts.items.iter().enumerate() {
        if diagnostics.len() >= MOST {
            let rest = cuts.items.get(at..).unwrap_or_default();
            file.items.extend(unread(rest).iter().map(|cut| broken(text, cut)));
            docs.extend(rest.iter().filter_map(|cut| cut.doc));
            break;
        }
        if belongs_to_broken(source, file.items.last(), bare_rule, cut) {
            file.items.push(broken(text, cut));
            docs.extend(cut.doc);
            continue;
        }
        bare_rule = cut.keyword == Keyword::Rule && split::braces(text, cut.code).is_none();
        if unclosed.is_some_and(|unclosed| cut.code.contains(unclosed.quotes)) {
            file.items.push(broken(text, cut));
            docs.extend(cut.doc);
            continue;
        }
        let mut read = match cut.keyword {
            Keyword::Edition => Reading::behind_edition(id, text, cut),
            _ => Reading::of(id, text, cut),
        };
        file.items.append(&mut read.items);
        diagnostics.append(&mut read.diagnostics);
        docs.append(&mut read.docs);
    }
    docs.sort();
    let (comments, foreign): (Vec<Comment>, Vec<Comment>) = trivia::comments(text, &docs)
        .into_iter()
        .partition(|comment| source.slice(comment.span).starts_with('#'));
    file.comments = comments;
    diagnostics.extend(foreign_comments(id, source, &foreign));
    let stray = cuts.stray_doc.iter().map(|doc| faults::stray_doc(Place::new(id, *doc)));
    diagnostics.extend(stray);
    Parsed { file, diagnostics: in_source_order(diagnostics) }
}

/// Cuts a file into items of which one holds a text that is not closed.
fn cut_around(text: &str, unclosed: Unclosed) -> Cuts {
    let start = unclosed.quotes.range().start;
    let mut cuts = cut_within(text, Span::new(0, start));
    if let Some(last) = cuts.items.last_mut() {
        let end = Span::at(unclosed.resume);
        (last.span, last.code) = (last.span.to(end), last.code.to(end));
    }
    let rest = cut_within(text, Span::new(unclosed.resume, text.len()));
    cuts.items.extend(rest.items);
    Cuts { items: cuts.items, stray_doc: rest.stray_doc }
}

/// Reads one item that [`cut()`] found. Nothing but the item is looked at.
///
/// The cut must not be an `edition`'s. Where it holds more than one item, because the second has no
/// keyword that could be told, the first is returned and the others are reported.
pub fn parse_item(id: SourceId, source: &Source, cut: &Cut) -> (Item, Vec<Diagnostic>) {
    item_of(Reading::of(id, source.text(), cut), source, cut)
}

/// The same of an item in which the grammar was asked before what there is.
pub fn parse_ready(
    id: SourceId,
    source: &Source,
    cut: &Cut,
    ready: Ready<'_>,
) -> (Item, Vec<Diagnostic>) {
    let code = source.slice(cut.code);
    let read = match ready.nodes().and_then(|nodes| Node::outer(code, nodes)) {
        Some(node) => Reading::of_node(Reader::new(id, source.text()), cut, node),
        None => Reading::of(id, source.text(), cut),
    };
    item_of(read, source, cut)
}

fn item_of(read: Reading, source: &Source, cut: &Cut) -> (Item, Vec<Diagnostic>) {
    let item = read.items.into_iter().next();
    let item = item.unwrap_or_else(|| broken(source.text(), cut));
    (item, in_source_order(read.diagnostics))
}

/// An expression that was read, whatever was wrong with it.
#[derive(Clone, Debug)]
pub struct ParsedExpr {
    /// The tree.
    pub expr: Expr,
    /// One more than the largest id in it.
    pub expr_count: u32,
    /// All that is wrong, in the order of the source.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads an expression that is all of a source.
///
/// ```
/// use seaworthy::base::{Source, Sources};
/// use seaworthy::lang::syntax::parse_expression;
///
/// let mut sources = Sources::default();
/// let source = Source::new("<expression>", "images.len() > (3");
/// let id = sources.add(source.clone());
/// let parsed = parse_expression(id, &source);
/// assert_eq!(parsed.diagnostics[0].message, "this `(` is not closed");
/// ```
pub fn parse_expression(id: SourceId, source: &Source) -> ParsedExpr {
    let text = source.text();
    let mut reader = Reader::new(id, text);
    let all = Span::new(0, text.len());
    let read = if text.len() > MAX_FILE {
        reader.report(faults::file_too_large(Place::new(id, Span::at(0))));
        None
    } else {
        match reader.read(Rule::one_expr, all) {
            Ok(node) => reader.first(node, Rule::expr),
            Err(failure) => {
                let diagnostic = reader.explain(&failure);
                reader.report(diagnostic);
                None
            }
        }
    };
    let expr = match read {
        Some(node) => reader.expression(node),
        None => reader.error(all),
    };
    let expr_count = reader.expr_count();
    ParsedExpr { expr, expr_count, diagnostics: in_source_order(reader.diagnostics) }
}

/// The item of `cut` when nothing more can be told than its name.
fn broken(text: &str, cut: &Cut) -> Item {
    let slice = |span: Span| text.get(span.range()).unwrap_or("");
    let word = slice(cut.code).split_whitespace().next().unwrap_or("");
    let name = cut.name.map(|span| Name { text: slice(span).into(), span });
    Item {
        doc: cut.doc.map(|doc| trivia::doc(text, doc)),
        span: cut.code,
        kind: ItemKind::Broken(Broken { keyword: word.into(), name }),
        expr_count: 0,
    }
}

/// Items that are not read: those with a name, and what stands between two of them as one piece, but that
/// imports stay apart.
fn unread(rest: &[Cut]) -> Vec<Cut> {
    let nameless = |cut: &Cut| cut.name.is_none() && cut.keyword != Keyword::Import;
    let pieces = rest.chunk_by(|cut, next| nameless(cut) && nameless(next));
    let piece = |all: &[Cut]| {
        let (first, last) = (all.first()?, all.last()?);
        let (span, code) = (first.span.to(last.code), first.code.to(last.code));
        Some(Cut { span, code, ..*first })
    };
    pieces.filter_map(piece).collect()
}

/// What is said of comments in another language's form.
fn foreign_comments(id: SourceId, source: &Source, comments: &[Comment]) -> Option<Diagnostic> {
    let sign = |comment: &Comment| {
        let start = comment.span.range().start;
        Place::new(id, Span::new(start, start + "//".len()))
    };
    let places: Vec<Place> = comments.iter().map(sign).collect();
    let (&first, others) = places.split_first()?;
    Some(faults::foreign_comment(first, source.slice(first.span), others))
}

/// True if `cut` belongs to the broken item before it: an indented statement behind a rule without
/// braces, whose body is not read, or the end of `from std/images import name`.
fn belongs_to_broken(source: &Source, last: Option<&Item>, bare_rule: bool, cut: &Cut) -> bool {
    let from = || last.is_some_and(|item| source.slice(item.span).starts_with("from "));
    let within = match cut.keyword {
        Keyword::Require | Keyword::Let => bare_rule,
        Keyword::Import => from(),
        _ => false,
    };
    within && !starts_line(source.text(), cut.code)
}

/// True if nothing stands before `span` on its line.
fn starts_line(text: &str, span: Span) -> bool {
    text.get(..span.range().start).is_none_or(|before| before.is_empty() || before.ends_with('\n'))
}

/// What is said of a file that is in another language: it names no edition, and what it begins with
/// is no item, nor like one.
fn no_policy(id: SourceId, source: &Source, cuts: &[Cut]) -> Option<Diagnostic> {
    let first = cuts.first().filter(|cut| cut.keyword == Keyword::Unknown)?;
    if cuts.iter().any(|cut| cut.keyword == Keyword::Edition) {
        return None;
    }
    let reader = Reader::new(id, source.text());
    let mut tokens = reader.tokens(first.code);
    let word = tokens.next()?;
    let written = word.text(source.text());
    let yaml = tokens.next().is_some_and(|next| next.text(source.text()) == ":");
    let foreign = word.kind == TokenKind::Word && faults::meant_item(written).is_none();
    foreign.then(|| faults::no_policy(Place::new(id, word.span()), written, yaml))
}

/// Reads the edition, which is no item: the first that is named, if it is one that exists.
fn edition(
    id: SourceId,
    source: &Source,
    cuts: &[Cut],
    file: &mut File,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let place = |span| Place::new(id, span);
    let mut first = None;
    for (index, cut) in cuts.iter().enumerate() {
        if cut.keyword != Keyword::Edition {
            continue;
        }
        if index > 0 {
            diagnostics.push(faults::late_edition(place(cut.code), first));
        }
        let mut reader = Reader::new(id, source.text());
        let code = edition_code(&reader, cut);
        if first.is_none() {
            match reader.read(Rule::one_edition, code) {
                Ok(node) => file.edition = reader.edition(node, code),
                Err(_) => {
                    let rest = reader.tokens(code).skip(1).map(|token| token.span());
                    let rest = rest.reduce(Span::to).unwrap_or(Span::at(code.range().end));
                    reader.report(faults::unknown_edition(place(rest), source.slice(rest)));
                }
            }
        }
        diagnostics.append(&mut reader.diagnostics);
        first = first.or(Some(place(code)));
    }
    if first.is_none() {
        let at = cuts.first().map_or(Span::at(0), |cut| first_word(source, cut.code));
        diagnostics.push(faults::no_edition(place(at)));
    }
}

/// The part of a cut that is the edition: its keyword, the number behind it and what separates it
/// from the next item. Where no number follows, the rest of the line.
fn edition_code(reader: &Reader<'_>, cut: &Cut) -> Span {
    let mut tokens = reader.tokens(cut.code).peekable();
    let Some(keyword) = tokens.next() else { return cut.code };
    let mut code = keyword.span();
    while let Some(token) = tokens.next_if(|token| !token.line_first) {
        code = code.to(token.span());
        if token.kind == TokenKind::Number {
            break;
        }
    }
    let separator = |token: &Token| matches!(token.text(reader.text), ";" | ",");
    while let Some(token) = tokens.next_if(separator) {
        code = code.to(token.span());
    }
    code
}

/// The first token of `span`.
fn first_word(source: &Source, span: Span) -> Span {
    let reader = Reader::new(SourceId(0), source.text());
    reader.tokens(span).next().map_or(span, |token| token.span())
}

/// What became of a cut.
#[derive(Default)]
struct Reading {
    items: Vec<Item>,
    diagnostics: Vec<Diagnostic>,
    /// The documentation that belongs to something.
    docs: Vec<Span>,
}

impl Reading {
    fn of(id: SourceId, text: &str, cut: &Cut) -> Self {
        let reader = Reader::new(id, text);
        let mut reading = Self::default();
        match (cut.keyword != Keyword::Unknown).then(|| reader.read(Rule::one_item, cut.code)) {
            Some(Ok(node)) => return Self::of_node(reader, cut, node),
            Some(Err(failure)) => reading.pieces(id, text, cut, Some(&failure)),
            None => reading.pieces(id, text, cut, None),
        }
        reading.or_broken(text, cut)
    }

    /// What the grammar found in a cut.
    fn of_node<'s>(mut reader: Reader<'s>, cut: &Cut, node: Node<'s>) -> Self {
        let (text, mut reading) = (reader.text, Self::default());
        let mut separated = false;
        for part in node.into_inner() {
            let span = reader.span(&part);
            match part.as_rule() {
                Rule::slip_separator => reader.separator(&part, &mut separated),
                Rule::EOI => {}
                _ => {
                    let kind = reader.item(part);
                    reading.items.extend(kind.map(|kind| Item {
                        doc: cut.doc.map(|doc| trivia::doc(text, doc)),
                        span,
                        kind,
                        expr_count: reader.expr_count(),
                    }));
                }
            }
        }
        reading.take(reader, cut.doc);
        reading.or_broken(text, cut)
    }

    /// Itself, or a broken item where it has none.
    fn or_broken(mut self, text: &str, cut: &Cut) -> Self {
        if self.items.is_empty() {
            self.items.push(broken(text, cut));
        }
        self
    }

    /// What stands behind an edition and begins with no keyword.
    fn behind_edition(id: SourceId, text: &str, cut: &Cut) -> Self {
        let mut reading = Self { docs: cut.doc.into_iter().collect(), ..Self::default() };
        let code = edition_code(&Reader::new(id, text), cut).range().end;
        for piece in split::items(text, Span::new(code, cut.code.range().end)) {
            reading.unknown(id, text, piece);
        }
        reading
    }

    /// Takes over what `reader` found out about the last item.
    fn take(&mut self, reader: Reader<'_>, doc: Option<Span>) {
        self.diagnostics.extend(reader.diagnostics);
        self.docs.extend(reader.docs);
        self.docs.extend(doc);
    }
}

impl<'s> Reader<'s> {
    /// `edition 1`, if it is an edition that exists.
    fn edition(&mut self, node: Node<'s>, code: Span) -> Option<Span> {
        let mut separated = false;
        let mut edition = None;
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::edition => edition = self.first(part, Rule::int),
                Rule::slip_separator => self.separator(&part, &mut separated),
                _ => {}
            }
        }
        let number = edition?;
        if number.as_str() == "1" {
            return Some(code);
        }
        self.report(faults::unknown_edition(self.place(self.span(&number)), number.as_str()));
        None
    }
}
