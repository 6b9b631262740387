//! From changes to mutants: items that mean something, and are not what they were.

use crate::base::{Place, Source, Sources, Span};
use crate::lang::ir::{Program, Swap};
use crate::lang::lower::lower_anew;
use crate::lang::syntax::ast::Item;
use crate::lang::syntax::{cut, parse_item};
use crate::lang::typeck::{Bench, Checked, Part, PartId, Tables};

use super::changes::{Change, changes};

/// An item of the policies, changed, ready to take the other's place.
#[derive(Clone, Debug)]
pub struct Made {
    /// The item that it was made of.
    pub id: PartId,
    /// What was changed.
    pub change: Change,
    /// Where it was.
    pub place: Place,
    /// The lines that were changed, as they were.
    pub before: String,
    /// The same lines, changed.
    pub after: String,
    /// The item, changed, as text.
    pub item: String,
    /// The item, changed.
    pub swap: Swap,
}

/// All mutants of an item; `program` gets their expressions.
pub(super) fn made(
    part: &Part,
    bench: &mut Bench<'_>,
    program: &mut Program,
    sources: &Sources,
) -> Vec<Made> {
    let Some(source) = sources.get(part.source) else { return Vec::new() };
    let tables = tables(bench.checked(), part.id).cloned().unwrap_or_default();
    let mut all = Vec::new();
    for change in changes(source, &part.item, &tables) {
        let forms = [vec![change.text.clone()], change.or.clone()].concat();
        let made = forms.iter().find_map(|text| {
            let item = reparsed(part, source, change.span, text)?;
            let item = bench.recheck(part, &item)?;
            Some((text.clone(), lower_anew(program, part.id, &item)?))
        });
        let Some((text, swap)) = made else { continue };
        let says = change.says.replace(&shown(&change.text), &shown(&text));
        let change = Change { text, says, ..change };
        let place = Place::new(part.source, change.span);
        let (before, after) = lines(source, &change);
        let item = spliced(source, part.item.span, &change);
        all.push(Made { id: part.id, change, place, before, after, item, swap });
    }
    all
}

fn shown(text: &str) -> String {
    format!("becomes `{text}`")
}

/// The item with a piece of it replaced, as a tree; nothing if it does not parse.
pub(super) fn reparsed(part: &Part, source: &Source, at: Span, text: &str) -> Option<Item> {
    let span = part.item.span;
    let change = (at, text);
    // Blanks before it keep its places.
    let mut page = " ".repeat(span.start as usize);
    page.push_str(&replaced(source, span, change));
    let page = Source::new(source.name(), page);
    let cuts = cut(page.text());
    let [cut] = cuts.items.as_slice() else { return None };
    let (mut item, faults) = parse_item(part.source, &page, cut);
    item.doc.clone_from(&part.item.doc);
    faults.is_empty().then_some(item)
}

/// The text of a span, with a piece of it replaced.
fn replaced(source: &Source, span: Span, (at, text): (Span, &str)) -> String {
    let before = source.slice(Span { start: span.start, end: at.start });
    let behind = source.slice(Span { start: at.end, end: span.end });
    format!("{before}{text}{behind}")
}

fn spliced(source: &Source, span: Span, change: &Change) -> String {
    replaced(source, span, (change.span, &change.text))
}

/// The lines of a change, as they were and as they would be, without the blanks around them.
fn lines(source: &Source, change: &Change) -> (String, String) {
    let (first, last) = (source.position(change.span.start), source.position(change.span.end));
    let whole = source.line_span(first.line).to(source.line_span(last.line));
    let before = source.slice(whole).trim().to_owned();
    (before, spliced(source, whole, change).trim().to_owned())
}

/// What the expressions of an item mean.
fn tables(checked: &Checked, id: PartId) -> Option<&Tables> {
    Some(match id {
        PartId::Rule(id) => &checked.rules.get(id.0 as usize)?.tables,
        PartId::Function(id) => &checked.functions.get(id.0 as usize)?.tables,
        PartId::Constant(id) => &checked.constants.get(id.0 as usize)?.tables,
        PartId::Param(id) => &checked.params.get(id.0 as usize)?.tables,
        PartId::Require(index) => &checked.requires.get(index)?.tables,
    })
}
