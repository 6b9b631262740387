//! Rendered notices. The snapshots are to be looked at: each line is one that somebody reads.

use insta::assert_snapshot;
use seaworthy::base::{Place, Source, SourceId, Sources, Span};
use seaworthy::diag::render::{Style, render};
use seaworthy::diag::{Code, Diagnostic, Label, Notice, Quote, Severity};

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

/// A notice in the making: sources with marked places.
#[derive(Default)]
struct Scene {
    sources: Sources,
    labels: Vec<Label>,
}

impl Scene {
    fn file(mut self, name: &str, text: &str) -> Self {
        self.sources.add(Source::new(name, text));
        self
    }

    fn place(&self, file: &str, text: &str, nth: usize) -> Place {
        let (id, source) = self.sources.iter().find(|(_, s)| s.name() == file).expect("a file");
        let at = source.text().match_indices(text).nth(nth).expect("the text").0;
        Place::new(id, Span::new(at, at + text.len()))
    }

    fn at(self, file: &str, text: &str, said: &str) -> Self {
        let place = self.place(file, text, 0);
        self.label(place, said, true)
    }

    fn near(self, file: &str, text: &str, said: &str) -> Self {
        let place = self.place(file, text, 0);
        self.label(place, said, false)
    }

    fn label(mut self, place: Place, said: &str, primary: bool) -> Self {
        self.labels.push(Label { place, text: said.to_owned(), primary });
        self
    }

    fn notice(&self, message: &str, help: &[&str]) -> Notice {
        Notice {
            id: "no-latest".to_owned(),
            severity: Severity::Error,
            message: message.to_owned(),
            quotes: Quote::of_labels(&self.labels, &self.sources),
            help: help.iter().map(|help| (*help).to_owned()).collect(),
        }
    }
}

fn wide() -> Style {
    Style::default()
}

fn narrow() -> Style {
    Style { width: 40, ..Style::default() }
}

fn narrated() -> Style {
    Style { narrated: true, ..Style::default() }
}

fn ascii() -> Style {
    Style { unicode: false, ..Style::default() }
}

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
