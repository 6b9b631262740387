//! Places of what is written.

use super::parse;
use super::places::check;

#[test]
fn places_are_exact() {
    let text = "edition 1\nlet x = a.b # c\n  == [ 1 , 2 ] # d\n\nlet y = f( z ) # e\n";
    let file = parse(text).file;
    check(&file, text);
    let spans: Vec<&str> = file.items.iter().map(|item| &text[item.span.range()]).collect();
    assert_eq!(spans, ["let x = a.b # c\n  == [ 1 , 2 ]", "let y = f( z )"]);
}

#[test]
fn the_example_is_well_placed() {
    let text = super::acme();
    check(&parse(&text).file, &text);
}
