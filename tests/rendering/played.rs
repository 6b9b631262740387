//! Programs of a few lines of shell in the place of helm, kustomize and kubectl.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use super::{POLICY, check_books, codes, judged, places, run_in, set_aside};
use crate::harness::folder_of;

/// What a chart is to its program: a folder whose `out` is what it renders to.
const CHART: &str = "apiVersion: v2\nname: web\nversion: 0.1.0\n";

/// Prints the `out` of the folder that is named last.
const PRINTS: &str = "for last; do :; done; /bin/cat \"$last/out\"";

/// A Pod as helm prints it.
fn printed(source: &str, image: &str) -> String {
    format!(
        "---\n# Source: {source}\napiVersion: v1\nkind: Pod\nmetadata:\n  name: p\nspec:\n  containers:\n    \
         - name: c\n      image: {image}\n"
    )
}

/// A folder with a policy and one chart, `charts/web`, and the programs: names and what they do.
fn scene(files: &[(&str, &str)], programs: &[(&str, &str)]) -> tempfile::TempDir {
    let folder =
        folder_of(&[("p.sea", POLICY), ("charts/web/Chart.yaml", CHART), ("bin/none", "")]);
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    for (name, body) in programs {
        let path = folder.path().join("bin").join(name);
        fs::write(&path, format!("#!/bin/sh\n{body}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    folder
}

#[test]
fn no_program_is_run_unasked() {
    let folder = scene(
        &[("charts/web/templates/d.yaml", "image: {{ .Values.image }}\n")],
        &[("helm", "echo run > ran"), ("kustomize", "echo run > ran")],
    );
    let bin = folder.path().join("bin");
    let ran = run_in(folder.path(), bin.as_os_str(), &["check", "-p", "p.sea", "charts"]);
    assert_eq!(ran.code, 3, "{}", ran.stdout);
    assert!(!folder.path().join("ran").exists());
    let stream = run_in(folder.path(), bin.as_os_str(), &["check", "--stream", "--render"]);
    assert_eq!(stream.code, 2, "{}", stream.stderr);
    let values = run_in(folder.path(), bin.as_os_str(), &["check", "--helm-values", "p.sea"]);
    assert_eq!(values.code, 2, "{}", values.stderr);
}

#[test]
fn an_absent_program_is_an_error() {
    let kustomization = [("k/kustomization.yaml", "resources: [p.yaml]\n"), ("k/p.yaml", "a: 1\n")];
    let folder = scene(&kustomization, &[]);
    let (report, code) =
        judged(folder.path(), folder.path().join("bin").as_os_str(), &["charts", "k"]);
    assert_eq!((code, codes(&report)), (3, vec!["E0553", "E0553"]), "{report:#}");
    assert_eq!(set_aside(&report), ["k/p.yaml: a part of k, which can't be rendered"]);
    check_books(&report);
}

#[test]
fn a_failing_program_has_its_words_told() {
    let fails = "echo one; echo 'Error: found in Chart.yaml, but missing in charts/ directory: \u{1b}[31mdb' >&2; exit 1";
    let folder = scene(&[("charts/web/templates/d.yaml", "{{ x }}\n")], &[("helm", fails)]);
    let (report, code) = judged(folder.path(), folder.path().join("bin").as_os_str(), &["charts"]);
    assert_eq!((code, codes(&report)), (3, vec!["E0554"]), "{report:#}");
    let error = &report["errors"][0];
    let message = error["message"].as_str().unwrap();
    assert!(
        message.starts_with("`helm template` can't render `charts/web`: found in"),
        "{message}"
    );
    assert!(!message.contains('\u{1b}'), "{message}");
    assert!(
        error["help"].as_str().unwrap().contains("`helm dependency build charts/web`"),
        "{error}"
    );
    check_books(&report);
}

#[test]
fn what_takes_too_long_is_ended() {
    let folder = scene(&[], &[("helm", "echo waiting >&2; exec /bin/sleep 600")]);
    let bin = folder.path().join("bin");
    let (report, code) =
        judged(folder.path(), bin.as_os_str(), &["--render-timeout", "1", "charts"]);
    assert_eq!((code, codes(&report)), (3, vec!["E0555"]), "{report:#}");
    // Its own children hold its output open; they are not waited for either.
    let folder = scene(&[], &[("helm", "/bin/sleep 600 & wait")]);
    let bin = folder.path().join("bin");
    let (report, _) = judged(folder.path(), bin.as_os_str(), &["--render-timeout", "1", "charts"]);
    assert_eq!(codes(&report), ["E0555"], "{report:#}");
}

#[test]
fn no_more_is_read_than_of_a_file() {
    let folder = scene(&[], &[("helm", "while :; do echo '# never ends'; done")]);
    let bin = folder.path().join("bin");
    let (report, code) =
        judged(folder.path(), bin.as_os_str(), &["--limit", "file-bytes=5000", "charts"]);
    assert_eq!((code, codes(&report)), (3, vec!["E0520"]), "{report:#}");
}

#[test]
fn arguments_are_single_and_nothing_else_is_a_flag() {
    let tells = "printf '%s\\n' \"$@\" > told; for last; do :; done; /bin/cat \"$last/out\"";
    let chart = "-f $(touch x);,\"y\"";
    let files = [
        (format!("{chart}/Chart.yaml"), CHART.to_owned()),
        (format!("{chart}/out"), printed("web/templates/d.yaml", "nginx:1")),
        ("a,b.yaml".to_owned(), "a: 1\n".to_owned()),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (&**name, &**text)).collect();
    let folder = scene(&files, &[("helm", tells)]);
    let bin = folder.path().join("bin");
    let chart = format!("./{chart}");
    let args = [
        "--helm-values",
        "a,b.yaml",
        "--helm-release",
        "--debug",
        "--namespace",
        "shop",
        "--",
        &chart,
    ];
    let args = [&args[..2], &["--helm-release=--debug"], &args[4..]].concat();
    let (report, code) = judged(folder.path(), bin.as_os_str(), &args);
    assert_eq!(code, 0, "{report:#}");
    let told = fs::read_to_string(folder.path().join("told")).unwrap();
    let real = folder.path().canonicalize().unwrap();
    let values = format!("\"{}/a,b.yaml\"", folder.path().canonicalize().unwrap().display());
    let chart = format!("{}", real.join(chart.trim_start_matches("./")).display());
    let expected = [
        "template",
        "--include-crds",
        "--values",
        &values,
        "--namespace=shop",
        "--",
        "--debug",
        &chart,
    ];
    assert_eq!(told.lines().collect::<Vec<_>>(), expected);
    let none = run_in(
        folder.path(),
        bin.as_os_str(),
        &["check", "-p", "p.sea", "--render", "--helm-values", "none.yaml", "charts"],
    );
    assert_eq!(none.code, 2, "{}", none.stdout);
    assert!(none.stdout.contains("none.yaml"), "{}", none.stdout);
}

#[test]
fn a_comment_names_no_file_outside_of_the_chart() {
    let secret = "      image: nginx # the key is 4711\n";
    let mut out = printed("web/../../outside.yaml", "nginx");
    out.push_str(&printed("web//etc/passwd", "redis"));
    out.push_str(&printed("web/templates/link.yaml", "caddy"));
    let folder = scene(&[("charts/web/out", &out), ("outside.yaml", secret)], &[("helm", PRINTS)]);
    fs::create_dir(folder.path().join("charts/web/templates")).unwrap();
    let link = folder.path().join("charts/web/templates/link.yaml");
    std::os::unix::fs::symlink(folder.path().join("outside.yaml"), link).unwrap();
    let bin = folder.path().join("bin");
    let (report, code) = judged(folder.path(), bin.as_os_str(), &["charts"]);
    assert_eq!(code, 1, "{report:#}");
    let expected = ["nginx", "redis", "caddy"]
        .map(|image| format!("charts/web/Chart.yaml:1:1? `{image}` has no tag"));
    assert_eq!(places(&report), expected);
    let text =
        run_in(folder.path(), bin.as_os_str(), &["check", "-p", "p.sea", "--render", "charts"]);
    assert!(!text.stdout.contains("4711"), "{}", text.stdout);
}

#[test]
fn what_a_secret_holds_is_not_quoted_from_its_template() {
    let template = "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData:\n  a: hunter2\n  a: hunter2\n";
    let out = format!("---\n# Source: web/templates/s.yaml\n{template}");
    let files = [("charts/web/out", &*out), ("charts/web/templates/s.yaml", template)];
    let folder = scene(&files, &[("helm", PRINTS)]);
    let bin = folder.path().join("bin");
    for format in ["text", "json", "sarif", "html"] {
        let args = ["check", "-p", "p.sea", "--render", "-o", format, "charts"];
        let ran = run_in(folder.path(), bin.as_os_str(), &args);
        assert_eq!(ran.code, 3, "{}", ran.stdout);
        assert!(!ran.stdout.contains("hunter2"), "{}", ran.stdout);
        assert!(ran.stdout.contains("charts/web/templates/s.yaml"), "{}", ran.stdout);
    }
}

#[test]
fn every_format_tells_the_template() {
    let template = "spec:\n  containers:\n    - image: nginx\n";
    let files = [
        ("charts/web/out", &*printed("web/templates/d.yaml", "nginx")),
        ("charts/web/templates/d.yaml", template),
    ];
    let folder = scene(&files, &[("helm", PRINTS)]);
    let bin = folder.path().join("bin");
    for (format, expected) in [
        ("text", "charts/web/templates/d.yaml:3:14"),
        ("json", "\"file\": \"charts/web/templates/d.yaml\""),
        ("ndjson", "\"file\":\"charts/web/templates/d.yaml\""),
        ("sarif", "\"uri\": \"charts/web/templates/d.yaml\""),
        ("junit", "charts/web/templates/d.yaml"),
        ("tap", "charts/web/templates/d.yaml"),
        ("github", "file=charts/web/templates/d.yaml,line=3,endLine=3,col=14"),
        ("gitlab", "\"path\": \"charts/web/templates/d.yaml\""),
        ("markdown", "charts/web/templates/d.yaml"),
        ("html", "charts/web/templates/d.yaml"),
        ("csv", "charts/web/templates/d.yaml"),
        ("policyreport", "charts/web/templates/d.yaml"),
    ] {
        let args = ["check", "-p", "p.sea", "--render", "-o", format, "charts"];
        let ran = run_in(folder.path(), bin.as_os_str(), &args);
        assert_eq!(ran.code, 1, "{format}: {}", ran.stdout);
        assert!(ran.stdout.contains(expected), "{format}: {}", ran.stdout);
    }
}

#[test]
fn a_baseline_covers_what_is_rendered_until_it_is_mended() {
    let files = [
        ("charts/web/out", &*printed("web/templates/d.yaml", "nginx")),
        ("charts/web/templates/d.yaml", "image: nginx\n"),
    ];
    let folder = scene(&files, &[("helm", PRINTS)]);
    let bin = folder.path().join("bin");
    let written = judged(folder.path(), bin.as_os_str(), &["--write-baseline", "b.json", "charts"]);
    assert_eq!(written.1, 0, "{:#}", written.0);
    let (report, code) =
        judged(folder.path(), bin.as_os_str(), &["--baseline", "b.json", "charts"]);
    assert_eq!((code, &report["summary"]["waived"]), (0, &1.into()), "{report:#}");
    // The line moves, and nothing else.
    fs::write(folder.path().join("charts/web/templates/d.yaml"), "\n\nimage: nginx\n").unwrap();
    let (report, code) =
        judged(folder.path(), bin.as_os_str(), &["--baseline", "b.json", "charts"]);
    assert_eq!(
        (code, places(&report)),
        (0, vec!["charts/web/templates/d.yaml:3:8 `nginx` has no tag".to_owned()])
    );
    // A chart that can't be rendered says nothing of what it held.
    let helm = folder.path().join("bin/helm");
    let plays = fs::read(&helm).unwrap();
    fs::write(&helm, "#!/bin/sh\nexit 1\n").unwrap();
    let baseline = fs::read(folder.path().join("b.json")).unwrap();
    judged(folder.path(), bin.as_os_str(), &["--write-baseline", "b.json", "charts"]);
    assert_eq!(fs::read(folder.path().join("b.json")).unwrap(), baseline);
    fs::write(&helm, plays).unwrap();
    fs::write(folder.path().join("charts/web/out"), printed("web/templates/d.yaml", "nginx:1"))
        .unwrap();
    judged(folder.path(), bin.as_os_str(), &["--write-baseline", "b.json", "charts"]);
    assert_ne!(fs::read(folder.path().join("b.json")).unwrap(), baseline);
}

#[test]
fn a_chart_is_judged_if_anything_in_it_has_changed() {
    let files = [
        ("charts/web/out", &*printed("web/templates/d.yaml", "nginx")),
        ("charts/web/templates/_helpers.tpl", "{{/* one */}}\n"),
        ("charts/web/templates/d.yaml", "image: nginx\n"),
        ("prod.yaml", "a: 1\n"),
    ];
    let folder = scene(&files, &[("helm", PRINTS)]);
    let git = |args: &[&str]| {
        let identity = ["-c", "user.name=nobody", "-c", "user.email=nobody@example.com"];
        let done =
            Command::new("git").args(identity).args(args).current_dir(folder.path()).output();
        assert!(done.unwrap().status.success(), "{args:?}");
    };
    git(&["init", "-q", "-b", "base"]);
    git(&["add", "."]);
    git(&["commit", "-q", "-m", "one"]);
    let mut programs = folder.path().join("bin").into_os_string();
    programs.push(":");
    programs.push(std::env::var_os("PATH").unwrap());
    let run = || {
        judged(
            folder.path(),
            &programs,
            &["--changed", "base", "--helm-values", "prod.yaml", "charts"],
        )
    };
    let found = |report: &serde_json::Value| report["findings"].as_array().unwrap().len();
    assert_eq!(found(&run().0), 0);
    let change = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    change("charts/web/templates/_helpers.tpl", "{{/* two */}}\n");
    let (report, code) = run();
    assert_eq!((code, found(&report)), (1, 1), "{report:#}");
    change("charts/web/templates/_helpers.tpl", "{{/* one */}}\n");
    assert_eq!(found(&run().0), 0);
    change("prod.yaml", "a: 2\n");
    assert_eq!(found(&run().0), 1);
    change("prod.yaml", "a: 1\n");
    fs::remove_file(folder.path().join("charts/web/templates/_helpers.tpl")).unwrap();
    assert_eq!(found(&run().0), 1);
}

#[test]
fn kustomize_comes_before_kubectl_and_runs_in_no_folder_of_the_users() {
    let files = [
        ("k/Kustomization", "resources: [p.yaml]\npatches: [{path: patch.yaml}]\n"),
        ("k/p.yaml", "image: nginx\n"),
        ("k/patch.yaml", "kind: Pod\n"),
        ("k/out", &*printed("unknown", "nginx").replace("# Source: unknown\n", "")),
    ];
    let folder = scene(&files, &[("kustomize", PRINTS), ("kubectl", "exit 1")]);
    let before = names(folder.path());
    let (report, code) = judged(folder.path(), folder.path().join("bin").as_os_str(), &["k"]);
    assert_eq!((code, places(&report).len()), (1, 1), "{report:#}");
    assert_eq!(report["findings"][0]["rendered"]["by"], "kustomize build");
    // No origin was told: the file that the value stands in is a guess.
    assert_eq!(places(&report), ["k/p.yaml:1:8? `nginx` has no tag"]);
    assert_eq!(names(folder.path()), before);
    check_books(&report);
}

fn names(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut all: Vec<_> = walk(folder);
    all.sort();
    all
}

fn walk(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}

#[test]
fn what_is_called_a_chart_and_is_an_object_is_judged_as_one() {
    let pod = "apiVersion: v1\nkind: Pod\nname: web\nmetadata: {name: p}\nspec: {containers: [{name: c, image: nginx}]}\n";
    let folder = scene(&[("charts/web/Chart.yaml", pod)], &[("helm", "exit 0")]);
    let (report, code) = judged(folder.path(), folder.path().join("bin").as_os_str(), &["charts"]);
    assert_eq!((code, report["findings"].as_array().unwrap().len()), (1, 1), "{report:#}");
}

#[test]
fn a_library_chart_is_set_aside() {
    let files = [
        ("charts/web/Chart.yaml", "apiVersion: v2\nname: web\nversion: 0.1.0\ntype: library\n"),
        ("charts/web/templates/_pod.yaml", "{{- define \"pod\" }}\n{{- end }}\n"),
    ];
    let folder = scene(&files, &[("helm", "exit 1")]);
    let args = ["--allow-empty", "charts"];
    let (report, code) = judged(folder.path(), folder.path().join("bin").as_os_str(), &args);
    assert_eq!((code, set_aside(&report).len()), (0, 2), "{report:#}");
    assert!(set_aside(&report).iter().all(|it| it.contains("a library chart's")), "{report:#}");
    check_books(&report);
}
