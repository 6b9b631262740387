//! What is shown of a test that failed: its lines as they are and as they would have to be.

use crate::harness::folder_of;

use super::{TAGGED, of_pod, test};

/// What is behind `+` makes the test pass.
#[test]
fn a_difference_is_what_to_write() {
    for (image, right) in [
        ("nginx", "nginx  #~ tagged"),
        ("'nginx:1'   #~ tagged", "'nginx:1'"),
        ("$(IMAGE)    #~ tagged", "$(IMAGE)    #~ ?tagged"),
        ("$(IMAGE)    #~ ?tagged, tagged", "$(IMAGE)    #~ ?tagged"),
        ("nginx #~ taged", "nginx #~ tagged"),
        ("'nginx:1' # why", "'nginx:1' # why"),
        ("nginx # why", "nginx # why #~ tagged"),
        ("'nginx:1' # why #~ tagged", "'nginx:1' # why"),
    ] {
        let policy = format!("edition 1\n{TAGGED}{}", of_pod("t", "", image));
        let folder = folder_of(&[("a.sea", &policy)]);
        let ran = test(folder.path(), &["a.sea"]);
        let passes = image == right;
        assert_eq!(ran.code, i32::from(!passes), "{image}: {}", ran.stdout);
        let row = |sign: &str| {
            let start = format!("  {sign} 11 │ ");
            ran.stdout.lines().find_map(|line| line.strip_prefix(&*start).map(str::to_owned))
        };
        if passes {
            assert_eq!(row("+"), None);
            continue;
        }
        assert!(ran.stdout.contains("  a.sea: - expected, + found\n"), "{}", ran.stdout);
        assert_eq!(row("-").unwrap().trim(), format!("image: {image}"), "{}", ran.stdout);
        let found = row("+").unwrap();
        let found: Vec<&str> = found.split_whitespace().collect();
        let expected = format!("image: {right}");
        assert_eq!(found, expected.split_whitespace().collect::<Vec<_>>(), "{}", ran.stdout);
        let mended = policy.replace(&format!("image: {image}"), &expected);
        let folder = folder_of(&[("a.sea", &mended)]);
        let ran = test(folder.path(), &["a.sea"]);
        assert_eq!(ran.code, 0, "{right}: {}", ran.stdout);
    }
}

/// Each fault is told once: on the lines of the difference without its own lines.
#[test]
fn a_fault_is_shown_once() {
    let policy = format!("edition 1\n{TAGGED}{}", of_pod("t", "", "nginx"));
    let folder = folder_of(&[("a.sea", &policy)]);
    let ran = test(folder.path(), &["a.sea"]);
    assert_eq!(
        ran.stdout,
        "FAILED  a.sea: t\n\n  a.sea: - expected, + found\n    10 │     - name: c\n  - 11 │       image: nginx\n  \
         + 11 │       image: nginx #~ tagged\n\nerror[E0602]: `tagged` fails, and the test does not expect it\n  \
         at a.sea:11:18: no tag\n  help: if that is right, end the line with `#~ tagged`\n\n0 passed, 1 failed\n"
    );
    let ran = test(folder.path(), &["a.sea", "--narrate"]);
    assert!(
        ran.stdout.contains("  in a.sea, line 11: expected nothing, found #~ tagged\n  line 11 reads: image: nginx\n"),
        "{}",
        ran.stdout
    );
    let ran = test(folder.path(), &["a.sea", "--color", "always"]);
    assert!(
        ran.stdout.contains("\u{1b}[31m") && ran.stdout.contains("\u{1b}[32m"),
        "{}",
        ran.stdout
    );
}

/// A fixture that is a file has its own lines; of a Secret's data nothing is shown, of a long line its
/// end, and lines far apart have a gap between them.
#[test]
fn lines_of_files_are_shown_as_they_stand_there() {
    let policy = "edition 1\nrule typed on Secret s { require s.type == \"x\" else \"odd\" at s.type } # allow L0320: a toy\n\
                  rule tagged on image i { require i.tag is present else \"no tag\" } # allow L0320: a toy\n\
                  test \"t\" { given file\"m.yaml\" }\n";
    let long = "a".repeat(200);
    let manifest = format!(
        "apiVersion: v1\nkind: Secret\nmetadata: {{ name: s }}\n\
         type: Opaque\ndata: {{ password: c2VjcmV0 }}\n---\n\
         apiVersion: v1\nkind: Pod\nmetadata: {{ name: p }}\nspec:\n  containers:\n    - {{ name: c, image: '{long}' }} # why #~ ?tagged\n"
    );
    let folder = folder_of(&[("a.sea", policy), ("m.yaml", &manifest)]);
    let ran = test(folder.path(), &["a.sea"]);
    assert_eq!(ran.code, 1);
    let shown: String = ran.stdout.lines().take(12).map(|line| format!("{line}\n")).collect();
    assert_eq!(
        shown,
        "FAILED  a.sea: t\n\n  m.yaml: - expected, + found\n     3 │ metadata: { name: s }\n  -  4 │ type: Opaque\n  \
         +  4 │ type: Opaque #~ typed\n     5 │ data: { password: •••••••• }\n    …\n    11 │   containers:\n  \
         - 12 │     - { name: c, image: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa… #~ ?tagged\n  \
         + 12 │     - { name: c, image: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa… #~ tagged\n\n",
        "{}",
        ran.stdout
    );
    assert!(!ran.stdout.contains("c2VjcmV0"), "{}", ran.stdout);
}

/// What stands on no line can't be marked, and that is said.
#[test]
fn a_finding_without_a_line_says_so() {
    let policy =
        "edition 1\nrule some on manifests m { require m.images.len() > 5 else \"too few\" }\n";
    let policy = format!("{policy}{}", of_pod("t", "", "nginx"));
    let folder = folder_of(&[("a.sea", &policy)]);
    let ran = test(folder.path(), &["a.sea"]);
    assert!(ran.code == 1 && ran.stdout.contains("no mark can expect it"), "{}", ran.stdout);
}

/// Of very many of a kind the first are shown, and the others counted.
#[test]
fn very_many_are_counted() {
    let containers: String =
        (0..60).map(|n| format!("        - {{ name: c{n}, image: nginx }}\n")).collect();
    let policy = format!(
        "edition 1\n{TAGGED}test \"t\" {{\n  given \"\"\"\n    apiVersion: v1\n    kind: Pod\n    metadata: {{ name: p }}\n    \
         spec:\n      containers:\n{containers}  \"\"\"\n}}\n"
    );
    let folder = folder_of(&[("a.sea", &policy)]);
    let ran = test(folder.path(), &["a.sea"]);
    assert_eq!(ran.stdout.lines().filter(|line| line.starts_with("  + ")).count(), 40);
    assert!(ran.stdout.contains("\n  and 20 more\n\nerror[E0602]"), "{}", ran.stdout);
    assert_eq!(ran.stdout.matches("error[E0602]").count(), 10);
    assert!(ran.stdout.contains("\n  and 50 more on the lines above\n"), "{}", ran.stdout);
    let report = test(folder.path(), &["a.sea", "-o", "json"]).stdout;
    assert_eq!(report.matches("\"E0602\"").count(), 60);
    assert_eq!(report.matches("\"found\": \"#~ tagged\"").count(), 60);
}

/// A Pod with so many containers, whose lines end so.
fn containers(count: usize, end: &str) -> String {
    let line = |n| format!("        - {{ name: c{n}, image: nginx }}{end}\n");
    let all: String = (0..count).map(line).collect();
    format!(
        "    apiVersion: v1\n    kind: Pod\n    metadata: {{ name: p }}\n    spec:\n      containers:\n{all}"
    )
}

/// A report shows a thousand findings of a rule and file; a test is held against all.
#[test]
fn every_finding_is_compared() {
    let run = |fixture: &str| {
        let policy =
            format!("edition 1\n{TAGGED}test \"t\" {{\n  given \"\"\"\n{fixture}  \"\"\"\n}}\n");
        let folder = folder_of(&[("a.sea", &policy)]);
        test(folder.path(), &["a.sea", "-o", "json"])
    };
    let marked = containers(1_100, "  #~ tagged");
    let ran = run(&marked);
    assert_eq!(ran.code, 0, "{}", ran.stdout.lines().take(60).collect::<String>());
    // One mark may stand for many findings; one more without a mark is another.
    let many: Vec<String> = (0..1_100).map(|n| format!("{{ name: d{n}, image: nginx }}")).collect();
    let line = format!("      initContainers: [{}]  #~ tagged\n", many.join(", "));
    let flow = marked.replacen("      containers:\n", &format!("{line}      containers:\n"), 1);
    assert_eq!(run(&flow).code, 0);
    let ran = run(&format!("{flow}        - {{ name: e, image: nginx }}\n"));
    assert_eq!((ran.code, ran.stdout.matches("\"E0602\"").count()), (1, 1), "{}", ran.stderr);
}

/// Of thousands of faults the first are told, and how many more there are.
#[test]
fn thousands_of_faults_are_counted() {
    let fixture = containers(1_500, "  #~ tagged, taged");
    let policy =
        format!("edition 1\n{TAGGED}test \"t\" {{\n  given \"\"\"\n{fixture}  \"\"\"\n}}\n");
    let folder = folder_of(&[("a.sea", &policy)]);
    let report = test(folder.path(), &["a.sea", "-o", "json"]).stdout;
    assert_eq!(report.matches("\"E0603\"").count(), 1_000);
    assert!(report.contains("mend these first: there are 500 more faults"), "{}", &report[..2_000]);
}

/// What `with` sets and can't be computed is told, and the default does not stand in for it.
#[test]
fn what_a_test_sets_must_have_a_value() {
    let policy = format!(
        "edition 1\nparam most: Int = 1\n\
         rule few on manifests m {{ require m.images.len() <= most else \"no\" }} # allow L0320: a toy\n{}",
        of_pod("t", "", "nginx")
            .replace("\"\"\"\n}", "\"\"\"\n  with most = 9223372036854775807 + 1\n}")
    );
    let folder = folder_of(&[("a.sea", &policy)]);
    let ran = test(folder.path(), &["a.sea"]);
    assert_eq!(ran.code, 1, "{}", ran.stdout);
    assert!(
        ran.stdout.contains("error[E0702]: the value of the param `most` is too large"),
        "{}",
        ran.stdout
    );
}

/// Each mark that is wrong is pointed at, and a line whose marks are right is no difference.
#[test]
fn marks_are_judged_one_by_one() {
    let text = "edition 1
rule tagged on image i { require i.tag is present else \"no\" }
test \"t\" {
  given \"\"\"
  apiVersion: v1
  kind: Pod
  metadata: {name: p}
  spec:
    containers:
    - name: a
      image: nginx #~ tagged
    - name: b
      image: nginx #~ tagged, nope , ?nopf
  \"\"\"
}
";
    let folder = folder_of(&[("a.sea", text)]);
    let ran = test(folder.path(), &["a.sea"]);
    assert_eq!(ran.code, 1, "{}", ran.stdout);
    for place in ["at a.sea:13:31: no rule", "at a.sea:13:38: no rule"] {
        assert!(ran.stdout.contains(place), "{}", ran.stdout);
    }
    let changed = |sign: &str| ran.stdout.lines().filter(|line| line.starts_with(sign)).count();
    assert_eq!((changed("  - 1"), changed("  + 1")), (1, 1), "{}", ran.stdout);
}
