//! A comment in every place.

use super::laws::{hold, tree};
use super::tokens::{Kind, Token, tokens};

/// Every construct of the grammar.
const ALL: &str = include_str!("pairs/everything.sea");

/// Where a comment stands: the tokens on both sides, trailing commas left aside, and whether it has its
/// line to itself.
fn place<'t>(text: &'t str, comment: &str) -> (Vec<&'t str>, Vec<&'t str>, Kind) {
    let all = tokens(text);
    let index = all.iter().position(|token| token.text == comment).expect("the comment is there");
    let plain = |tokens: &[Token<'t>]| -> Vec<&'t str> {
        let plain = tokens.iter().filter(|token| token.text != "," && token.kind != Kind::Raw);
        plain.map(|token| token.text).collect()
    };
    (plain(&all[..index]), plain(&all[index + 1..]), all[index].kind)
}

#[test]
fn a_comment_stays_where_it_was_written() {
    let (mut tried, mut within) = (0, 0);
    // An item knows nothing of the others.
    for item in ALL.split("\n\n").skip(2) {
        let all = format!("edition 1\n\n{item}\n");
        let tokens = tokens(&all);
        for pair in tokens.windows(2) {
            let [before, after] = pair else { continue };
            for written in [" # here\n  ", "\n# here\n  ", "\n\n# here\n\n  ", "\n## here\n  "] {
                let (head, tail) = all.split_at(before.end());
                let text = format!("{head}{written}{}", tail.trim_start_matches([' ', '\t']));
                if tree(&text).is_none() {
                    // Nothing stands within a word: `no-latest`, `std/images`, `-3`; nor before an
                    // edition's number.
                    let edition = before.text == "edition";
                    assert!(before.end() == after.start || edition, "{text}");
                    within += 1;
                } else if !before.is_comment() || written.starts_with('\n') {
                    let formatted = hold(&text);
                    let comment = written.trim();
                    assert_eq!(place(&text, comment), place(&formatted, comment), "{formatted}");
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 1_200 && within < 300, "{tried} {within}");
}

/// Two in a row, and one behind a comma.
#[test]
fn comments_stay_in_order() {
    for text in [
        "edition 1\nlet a = [1 # one\n , # two\n # three\n]",
        "edition 1\nlet a = [1, # one\n # two\n\n # three\n 2 # four\n # five\n]",
        "edition 1\nextern enum E { A # one\n , ## two\n B # three\n # four\n }",
        "edition 1\nextern record R { a: T # one\n , ## two\n b: T, # three\n\n # four\n c: T }",
        "edition 1\nimport std/images { # one\n a # two\n , # three\n # four\n }",
        "edition 1\ntest \"t\" for a # one\n , # two\n b, # three\n { # four\n expect refused # five\n } # six",
        "edition 1\nfunc f( # one\n a: Map<A, # two\n B # three\n > # four\n , # five\n ) -> T = a",
    ] {
        hold(text);
    }
}
