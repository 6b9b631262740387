//! Rendered notices. The snapshots are to be looked at: each line is one that somebody reads.

use insta::assert_snapshot;
use seaworthy::base::{Place, SourceId, Span};
use seaworthy::diag::render::{Style, render};
use seaworthy::diag::{Code, Diagnostic, Notice, Severity};
use unicode_width::UnicodeWidthChar;

use super::scene::{Scene, ascii, narrated, narrow, wide};

const POD: &str = "\
apiVersion: v1
kind: Pod
metadata: { name: web, namespace: prod-eu }
spec:
  containers:
    - name: web
      image: nginx
      imagePullPolicy: Always
";

const POLICY: &str = "\
edition 1

## Images name a version.
rule no-latest (error) on image i {
  require i.digest is present or (i.tag ?? \"latest\") != \"latest\"
    else \"`{i}` names no version\"
    help \"name the release, or pin it: `{i.repo}@sha256:…`\"
}
";

fn finding() -> Notice {
    Scene::default()
        .file("acme.sea", POLICY)
        .file("deploy/web.yaml", POD)
        .at("deploy/web.yaml", "nginx", "this image")
        .near("acme.sea", "(i.tag ?? \"latest\") != \"latest\"", "`latest` here, by default")
        .near("deploy/web.yaml", "prod-eu", "in production")
        .notice(
            "`nginx` names no version",
            &[
                "name the release, or pin it: `docker.io/library/nginx@sha256:…`",
                "see `seaworthy explain std/no-latest`",
            ],
        )
}

#[test]
fn a_finding_shows_the_manifest_and_the_policy() {
    let notice = finding();
    assert_snapshot!("finding_80", render(&notice, &wide()));
    assert_snapshot!("finding_40", render(&notice, &narrow()));
    assert_snapshot!("finding_narrated", render(&notice, &narrated()));
    assert_snapshot!("finding_ascii", render(&notice, &ascii()));
}

#[test]
fn colours_are_escapes_and_nothing_else_changes() {
    for severity in [Severity::Error, Severity::Warning, Severity::Info] {
        let notice = Notice { severity, ..finding() };
        let coloured = render(&notice, &Style { color: true, ..wide() });
        assert!(coloured.contains('\u{1b}'));
        assert_eq!(without_escapes(&coloured), render(&notice, &wide()));
    }
    let coloured = render(&finding(), &Style { color: true, ..wide() });
    assert_snapshot!("finding_coloured", coloured.replace('\u{1b}', "ESC"));
}

/// `text` without its colours.
fn without_escapes(text: &str) -> String {
    let mut pieces = text.split('\u{1b}');
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |out, piece| out + piece.split_once('m').expect("a colour").1)
}

#[test]
fn a_diagnostic_shows_its_code() {
    let scene = Scene::default().file("acme.sea", POLICY);
    let place = scene.place("acme.sea", "on", 2);
    let diagnostic = Diagnostic::new(Code::E0101, "unexpected `on`; expected a severity")
        .at(place, "not here")
        .help("write the matcher behind the severity");
    assert_snapshot!("diagnostic", render(&diagnostic.notice(&scene.sources), &wide()));
}

#[test]
fn runs_of_lines_are_drawn_apart_and_aligned() {
    let text: String = (1..=1200).map(|i| format!("line: {i}\n")).collect();
    let notice = Scene::default()
        .file("long.yaml", &text)
        .file("acme.sea", POLICY)
        .at("long.yaml", "1100", "here")
        .near("long.yaml", "line: 5\n", "first here")
        .near("long.yaml", "7\nline: 8", "and here")
        .near("acme.sea", "rule no-latest", "by this rule")
        .notice("spread out", &[]);
    assert_snapshot!("runs_of_lines", render(&notice, &wide()));
}

#[test]
fn a_label_over_lines_shows_its_beginning_and_its_end() {
    let text: String = (1..=30).map(|i| format!("  - item {i}\n")).collect();
    let list = format!("items:\n{text}");
    let scene = Scene::default().file("list.yaml", &list).file("acme.sea", POLICY);
    let all = Span::new(9, list.len());
    let notice = scene
        .at("acme.sea", &POLICY["edition 1\n\n".len()..], "this rule checks nothing")
        .label(Place::new(SourceId(0), all), "these items", false)
        .notice("several lines", &[]);
    assert_snapshot!("over_lines", render(&notice, &wide()));
    assert_snapshot!("over_lines_narrated", render(&notice, &narrated()));
}

#[test]
fn overlapping_labels_each_keep_a_spot() {
    let notice = Scene::default()
        .file("p.sea", "require i.tag == \"latest\" and i.digest is absent\n")
        .at("p.sea", "i.tag == \"latest\"", "never true")
        .near("p.sea", "i.tag", "`1.27`")
        .near("p.sea", "i.digest is absent", "unknown")
        .near("p.sea", "digest", "not written")
        .near("p.sea", "digest", "nor known")
        .notice("overlaps", &[]);
    assert_snapshot!("overlaps", render(&notice, &wide()));
    assert_snapshot!("overlaps_40", render(&notice, &narrow()));
}

#[test]
fn places_without_text_have_an_arrow() {
    let end = |text: &str| Place::new(SourceId(0), Span::at(text.len()));
    for (name, text) in [
        ("empty", ""),
        ("end_with_newline", "kind: Pod\n"),
        ("end_without_newline", "kind: Pod"),
        ("end_crlf", "kind: Pod\r\nspec:\r\n"),
    ] {
        let scene = Scene::default().file("a.yaml", text);
        let notice = scene.label(end(text), "`spec` would stand here", true).notice("absent", &[]);
        assert_snapshot!(format!("place_{name}"), render(&notice, &wide()));
    }
    let far = Place::new(SourceId(0), Span::new(900, 1000));
    let scene = Scene::default().file("a.yaml", "kind: Pod\n").label(far, "beyond", true);
    assert!(render(&scene.notice("past the end", &[]), &wide()).contains("a.yaml:2:1"));
}

#[test]
fn long_lines_are_cut_round_their_labels() {
    let json = format!(
        "{{\"a\":\"{}\",\"image\":\"nginx\",\"b\":\"{}\"}}",
        "x".repeat(5000),
        "y".repeat(5000)
    );
    let scene = Scene::default().file("one.json", &json);
    let one =
        scene.at("one.json", "nginx", "this image names no version that anybody could pull again");
    assert_snapshot!("cut_80", render(&one.notice("long", &[]), &wide()));
    assert_snapshot!("cut_40", render(&one.notice("long", &[]), &narrow()));
    assert_snapshot!("cut_narrated", render(&one.notice("long", &[]), &narrated()));
    assert_snapshot!("cut_ascii", render(&one.notice("long", &[]), &ascii()));
    let two = one.near("one.json", "\"a\"", "first here").near("one.json", "\"b\"", "then here");
    assert_snapshot!("cut_far_apart", render(&two.notice("long", &[]), &wide()));
}

/// The columns that `text` takes on a screen.
fn columns(text: &str) -> usize {
    text.chars().map(|c| c.width().expect("no controls")).sum()
}

#[test]
fn underlines_stand_under_their_words() {
    for before in [
        "\t\t",
        "a\tb \t",
        "镜像: ",
        "🚢🐳 ",
        "e\u{301}le\u{300}ve ",
        "\u{200b}\u{202e}",
        "\u{1b}[31m",
        "ｱｲｳ",
        "\u{feff}",
        "a\u{a0}",
        "\r",
        "한국어 ",
        "👩\u{200d}🚀 ",
    ] {
        for (width, end) in [(80, "\n"), (80, "\r\n"), (80, ""), (30, "\n")] {
            let text = format!("spec:\r\n{before}nginx: tail{end}");
            let notice =
                Scene::default().file("a.yaml", &text).at("a.yaml", "nginx", "it").notice("m", &[]);
            let shown = render(&notice, &Style { width, ..wide() });
            let mut lines = shown.lines().skip_while(|line| !line.contains("nginx"));
            let (word, under) = (lines.next().expect("the word"), lines.next().expect("a line"));
            let at = columns(word.split_once("nginx").expect("the word").0);
            let from = columns(under.split_once('─').expect("an underline").0);
            assert_eq!(from, at, "{before:?} at {width}\n{shown}");
            assert_eq!(under.matches(['─', '┬']).count(), 5, "{shown}");
            let column = before.chars().count() + 1;
            assert!(shown.contains(&format!("[a.yaml:2:{column}]")), "{shown}");
        }
    }
}

#[test]
fn wide_labels_are_underlined_whole() {
    let notice = Scene::default()
        .file("a.yaml", "image: 镜像🚢e\u{301}\t!\n")
        .at("a.yaml", "镜像🚢e\u{301}\t", "ten")
        .notice("m", &[]);
    assert_snapshot!("wide_label", render(&notice, &wide()));
}

#[test]
fn escapes_show_what_is_not_seen() {
    let notice = Scene::default()
        .file("a.yaml", "image:\u{a0}nginx\u{200b}:1\u{1b}[2J # \u{202e}ok\n")
        .at("a.yaml", "nginx\u{200b}:1", "this image")
        .near("a.yaml", "\u{a0}", "not a space")
        .notice("`nginx\u{200b}:1` is no reference", &["drop the `\u{200b}`"]);
    assert_snapshot!("escapes", render(&notice, &wide()));
    assert_snapshot!("escapes_ascii", render(&notice, &ascii()));
    assert!(render(&notice, &ascii()).is_ascii());
}

#[test]
fn narrow_frames_keep_to_the_width() {
    for width in [30, 40, 60, 80, 120] {
        let shown = render(&finding(), &Style { width, ..wide() });
        for line in shown.lines().filter(|line| !line.contains("sha256")) {
            assert!(columns(line) <= width, "{width}: {line}");
        }
    }
}
