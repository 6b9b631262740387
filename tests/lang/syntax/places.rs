//! Places: every one lies in the source, and what holds another contains it.

use seaworthy::base::Span;
use seaworthy::lang::syntax::ast::{Expr, File, Item, ItemKind, Stmt};
use seaworthy::lang::syntax::visit;

/// Checks every place of `file`, which was read from `text`.
pub(crate) fn check(file: &File, text: &str) {
    let mut end = 0;
    for item in &file.items {
        assert!(item.span.start >= end, "items overlap");
        end = item.span.end;
        inside(item.span, text);
        check_item(item, text);
    }
    for comment in &file.comments {
        inside(comment.span, text);
        assert!(text[comment.span.range()].starts_with('#'));
    }
}

fn inside(span: Span, text: &str) {
    assert!(text.get(span.range()).is_some(), "{span:?} is not in the source");
}

fn check_item(item: &Item, text: &str) {
    let mut ids = Vec::new();
    visit::item(item, &mut |expr| {
        assert!(item.span.contains(expr.span), "{:?} outside {:?}", expr.span, item.span);
        check_expr(expr, text, &mut ids);
    });
    ids.sort_unstable();
    let count = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), count, "an id twice");
    assert!(ids.last().is_none_or(|&last| last < item.expr_count));
    if let ItemKind::Rule(rule) = &item.kind {
        check_body(&rule.body, item.span, text);
    }
}

fn check_body(body: &[Stmt], within: Span, text: &str) {
    for stmt in body {
        inside(stmt.span, text);
        assert!(within.contains(stmt.span), "{:?} outside {within:?}", stmt.span);
        visit::expressions(stmt, &mut |expr| assert!(stmt.span.contains(expr.span)));
        visit::blocks(stmt, &mut |inner| {
            check_body(std::slice::from_ref(inner), stmt.span, text);
        });
    }
}

fn check_expr(expr: &Expr, text: &str, ids: &mut Vec<u32>) {
    inside(expr.span, text);
    ids.push(expr.id.0);
    visit::children(expr, &mut |child| {
        assert!(expr.span.contains(child.span), "{:?} outside {:?}", child.span, expr.span);
        check_expr(child, text, ids);
    });
}
