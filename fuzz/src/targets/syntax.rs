//! Bytes as a policy, parsed only: places hold, items stay apart, and what is sound stays sound when
//! something follows it.

use seaworthy::base::{Source, SourceId};
use seaworthy::lang::syntax::{MAX_FILE, cut, parse, parse_expression, parse_item};

use super::super::laws::places;
use super::said;

pub(crate) fn run(data: &[u8]) {
    let text = super::text(data);
    let source = Source::new("policy.sea", &*text);
    let parsed = parse(SourceId(0), &source);
    said::are_placed_in(&parsed.diagnostics, &source);
    places::check(&parsed.file, &text);
    for cut in cut(source.text()).items {
        assert!(text.get(cut.span.range()).is_some() && cut.span.contains(cut.code), "{cut:?}");
        let (_, found) = parse_item(SourceId(0), &source, &cut);
        said::are_placed_in(&found, &source);
    }
    if parsed.diagnostics.is_empty() && text.len() < MAX_FILE / 2 {
        let longer = Source::new("policy.sea", format!("{text}\n# more\n\nlet more = 1\n"));
        let more = parse(SourceId(0), &longer);
        assert!(more.diagnostics.is_empty(), "{text:?}\n{:#?}", more.diagnostics);
        let (items, all) = (&parsed.file.items, &more.file.items);
        assert_eq!(all.len(), items.len() + 1, "{text:?}");
        for (a, b) in items.iter().zip(all) {
            assert_eq!((a.span, a.expr_count), (b.span, b.expr_count), "{text:?}");
        }
    }
    let asked = parse_expression(SourceId(0), &source);
    said::are_placed_in(&asked.diagnostics, &source);
}
