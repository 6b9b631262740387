//! Whatever a manifest says, it can't act on a terminal, start a line, or show what is masked.

use proptest::prelude::*;
use seaworthy::base::{Place, Source, SourceId, Span};
use seaworthy::diag::render::{Style, page, render};
use seaworthy::diag::{Label, Notice};

use super::scene::Scene;

/// Text that leans towards trouble.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => any::<char>().prop_map(String::from),
        4 => "[a-z: \n]{1,9}",
        1 => prop_oneof![
            Just("\u{1b}[2J"), Just("\r"), Just("\r\n"), Just("\t"), Just("\u{202e}"), Just("\u{9b}31m"),
            Just("\u{85}"), Just("\u{2028}"), Just("\u{feff}"), Just("\u{200d}"), Just("\u{301}"),
            Just("\0"), Just("👩🏽"), Just("漢字"), Just("╭─["), Just("error[E0101]: "), Just("\u{7f}"),
        ].prop_map(String::from),
        1 => ("[a-z]", 1usize..3000).prop_map(|(c, n)| c.repeat(n)),
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

fn style() -> impl Strategy<Value = Style> {
    (0usize..130, any::<bool>(), any::<bool>()).prop_map(|(width, unicode, narrated)| Style {
        color: false,
        width,
        unicode,
        narrated,
    })
}

/// Two files and labels anywhere in them, even past their ends and within characters.
fn notice() -> impl Strategy<Value = Notice> {
    let label = (0u32..2, any::<prop::sample::Index>(), 0usize..90, hostile(), any::<bool>());
    let labels = proptest::collection::vec(label, 0..5);
    let texts = (hostile(), hostile(), hostile(), hostile());
    (texts, labels).prop_map(|((first, second, message, help), labels)| {
        let mut scene = Scene::default().file(&message, &first).file("b.yaml", &second);
        for (file, at, len, text, primary) in labels {
            let whole = if file == 0 { first.len() } else { second.len() };
            let at = at.index(whole + 3);
            let place = Place::new(SourceId(file), Span::new(at, at + len));
            scene.labels.push(Label { place, text, primary });
        }
        let mut notice = scene.notice(&message, &[&help]);
        notice.id = message;
        notice
    })
}

/// How many cases to run; more by the environment.
fn cases() -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(256);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

fn assert_harmless(text: &str, style: &Style) -> Result<(), TestCaseError> {
    let bad = |c: &char| {
        (c.is_control() && *c != '\n')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    prop_assert_eq!(text.chars().find(bad), None, "{:?}", text);
    prop_assert!(style.unicode || text.is_ascii(), "{:?}", text);
    prop_assert!(text.ends_with('\n'));
    Ok(())
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn notices_are_harmless(notice in notice(), style in style()) {
        let shown = render(&notice, &style);
        assert_harmless(&shown, &style)?;
        let name = notice.severity.as_str();
        for (i, line) in shown.lines().enumerate() {
            let ours = if i == 0 { line.starts_with(name) } else { line.starts_with(' ') };
            prop_assert!(ours, "line {}: {:?}", i + 1, line);
        }
        if !style.narrated {
            let corner = if style.unicode { '╭' } else { ',' };
            let frames = shown.lines().filter(|l| l.trim_start().starts_with(corner)).count();
            let labelled = notice.quotes.iter().filter(|quote| !quote.labels.is_empty()).count();
            prop_assert!(frames >= labelled, "{}", shown);
        }
    }

    #[test]
    fn pages_are_harmless(markdown in hostile(), style in style()) {
        let shown = page(&format!("# t\n{markdown}"), &style);
        assert_harmless(&shown, &style)?;
    }

    #[test]
    fn secrets_are_never_shown(
        before in "[a-z:\n \t漢]{0,40}", secret in "[A-Z0-9=\n]{1,60}", after in "[a-z:\n ]{0,40}",
        at in 0usize..160, len in 0usize..60, style in style(),
    ) {
        let text = format!("{before}{secret}{after}");
        let source = Source::new("secret.yaml", text.as_str());
        source.redact(vec![Span::new(before.len(), before.len() + secret.len())]);
        let mut scene = Scene::default();
        scene.sources.add(source);
        let place = Place::new(SourceId(0), Span::new(at, at + len));
        let notice = scene.label(place, "here", true).notice("masked", &[]);
        let kept: String = notice.quotes.iter().flat_map(|q| &q.lines).map(|l| l.text.as_str()).collect();
        prop_assert!(!kept.contains(|c: char| c.is_ascii_uppercase() || c.is_ascii_digit()), "{:?}", kept);
        let shown = render(&notice, &style);
        prop_assert!(!shown.contains(|c: char| c.is_ascii_uppercase() || c == '='), "{}", shown);
    }
}

#[test]
fn a_label_within_masked_text_points_right() {
    let text = "data:\n  password: hunter2\n  user: aGk=\n";
    let source = Source::new("secret.yaml", text);
    let values = ["hunter2", "aGk="].map(|value| {
        let at = text.find(value).expect("a value");
        Span::new(at, at + value.len())
    });
    source.redact(values.to_vec());
    let mut scene = Scene::default();
    scene.sources.add(source);
    let notice = scene.at("secret.yaml", "ter2", "not base64").notice("a secret's data", &[]);
    insta::assert_snapshot!("masked", render(&notice, &Style::default()));
}
