//! Sessions as scripts: what they leave behind, how they end, and that errors change nothing.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};

use super::session;
use crate::harness::{folder_of, seaworthy_in};

const POD: &str = "apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop }
spec:
  containers:
    - name: web
      image: nginx
";

const RULE: &str =
    "rule tagged on image i {\n  require i.tag is present else \"`{i}` has no tag\"\n}\n";

#[test]
fn exit_codes_say_what_went_wrong() {
    let test = |expect: &str| {
        format!(
            "{RULE}test \"t\" {{ given \"\"\"\n  {}\"\"\"\n {expect} }}\n",
            POD.replace('\n', "\n  ")
        )
    };
    let passes = test("").replace("image: nginx", "image: nginx:1");
    for (args, typed, code) in [
        (&["pod.yaml"][..], "images.len()\n", 0),
        (&["pod.yaml"], "", 0),
        (&["pod.yaml"], "1 +\n", 2),
        (&["pod.yaml"], ":nosuch\n1\n", 2),
        (&["pod.yaml"], "1 2\n:quit\n", 2),
        (&["pod.yaml"], ":quit\n1 2\n", 0),
        (&["nosuch.yaml"], "1\n", 3),
        (&["broken.yaml"], "1\n", 3),
        (&["broken.yaml"], "1 2\n", 2),
        (&["pod.yaml"], RULE, 0),
        (&["pod.yaml"], &test(""), 1),
        (&["pod.yaml"], &passes, 0),
        (&["-p", "nosuch.sea"], "1\n", 2),
        (&["-p", "std/recommended", "pod.yaml"], ":judge\n", 0),
    ] {
        let folder = folder_of(&[("pod.yaml", POD), ("broken.yaml", "a: [")]);
        let (printed, ended) = session(folder.path(), args, typed);
        assert_eq!(ended, code, "{args:?} {typed}\n{printed}");
    }
}

#[test]
fn what_is_saved_is_what_was_judged() {
    let folder = folder_of(&[("pod.yaml", POD)]);
    let typed = format!("{RULE}:judge\n:save p.sea\n");
    let (printed, code) = session(folder.path(), &["pod.yaml"], &typed);
    assert_eq!(code, 0, "{printed}");
    assert_eq!(printed.matches("`nginx` has no tag").count(), 2, "{printed}");
    assert_eq!(
        fs::read_to_string(folder.path().join("p.sea")).unwrap(),
        format!("edition 1\n\n{RULE}")
    );
    let ran = seaworthy_in(folder.path(), ["check", "-p", "p.sea", "pod.yaml"], "");
    assert!(ran.code == 1 && ran.stdout.contains("`nginx` has no tag"), "{}", ran.stdout);
}

#[test]
fn a_file_of_somebody_else_is_not_written_over() {
    let folder = folder_of(&[("theirs.sea", "edition 1\n")]);
    let at = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    let (printed, code) = session(folder.path(), &[], &format!("{RULE}:save theirs.sea\n"));
    assert_eq!((code, at("theirs.sea")), (2, "edition 1\n".to_owned()), "{printed}");
    let typed = format!("{RULE}:save own.sea\nlet a = 1\n:save own.sea\n:save -f theirs.sea\n");
    let (printed, code) = session(folder.path(), &[], &typed);
    assert_eq!(code, 0, "{printed}");
    assert!(at("own.sea").contains("let a = 1") && at("theirs.sea") == at("own.sea"), "{printed}");
}

#[test]
fn an_error_changes_nothing() {
    let folder = folder_of(&[("pod.yaml", POD)]);
    let sound = format!("let a = 1\nfunc f(n: Int) -> Int = n + a\n{RULE}");
    let (before, _) =
        session(folder.path(), &["pod.yaml"], &format!("{sound}:show\n:judge\n:objects\n"));
    for wrong in [
        "let a = \"x\"\n",
        "let a = nosuch\n",
        "func f(n: Int) -> Int = f(n)\n",
        "rule tagged on imgae i { require true else \"m\" }\n",
        "let b = 1 let b2 = b +\n\n",
        ":set a=1\n",
        ":load nosuch.yaml\n",
        ":unload nosuch.yaml\n",
        ":forget nosuch\n",
        ":forget a\n",
        ":profile nosuch\n",
        ":save\n",
        "require false else \"no\"\n",
        "edition 2\n",
    ] {
        let typed = format!("{sound}{wrong}:show\n:judge\n:objects\n");
        let (printed, code) = session(folder.path(), &["pod.yaml"], &typed);
        assert_eq!(code, 2, "{wrong}{printed}");
        let behind = |text: &str| text[text.find("edition 1\n").expect("`:show`")..].to_owned();
        let shown = printed.rfind("edition 1\n\nlet a").map(|at| printed[at..].to_owned());
        assert_eq!(shown, Some(behind(&before)), "{wrong}");
    }
}

#[test]
fn a_redefinition_that_breaks_another_item_is_refused_and_told() {
    let folder = folder_of(&[("pod.yaml", POD)]);
    let typed =
        "func f(n: Int) -> Int = n\nlet a: Int = f(1)\nfunc f(n: String) -> Int = 1\nf(2)\n";
    let (printed, code) = session(folder.path(), &[], typed);
    assert!(
        code == 2 && printed.contains("<session>:5:16") && printed.ends_with("\n2\n"),
        "{printed}"
    );
}

#[test]
fn a_saved_test_runs_as_the_session_judged() {
    let project = "profiles:\n  eu: {defaultNamespace: eu}\n  us:\n    # of the west\n    \
                   defaultNamespace: us\n    kubernetes: '1.35'\n";
    let folder = folder_of(&[
        ("pod.yaml", POD.replace(", namespace: shop", "")),
        ("seaworthy.yaml", project.to_owned()),
    ]);
    let typed = "param most: Int = 0\nparam names: Map<String, List<Repo>> = [\"a\": []]\n\
                 param unset: Int = 7\n\
                 rule few on pod p { require p.all_containers.len() <= most else \"many\" }\n\
                 rule placed on image i { require i.namespace == \"us\" else \"{i.namespace}\" }\n\
                 rule listed on image i { require i in (names[\"\\{\\\"\"] ?? []) else \"no\" }\n\
                 :set most=3\n:set 'names={\"{\\\"\": [docker.io/library]}'\n:profile us\n\
                 :focus Pod/web\n:save-test as it was\n:save p.sea\n";
    let (printed, code) = session(folder.path(), &["--profile", "eu", "pod.yaml"], typed);
    assert!(code == 0 && printed.contains("ok      as it was"), "{printed}");
    let saved = fs::read_to_string(folder.path().join("p.sea")).unwrap();
    for told in [
        "  with most = 3\n",
        "  with names = [\"\\{\\\"\": [repo\"docker.io/library\"]]\n",
        "  cluster \"\"\"\n    # of the west\n    defaultNamespace: us\n    kubernetes: '1.35'\n  \"\"\"\n",
        "expect passed placed",
    ] {
        assert!(saved.contains(told) || told.contains("# of"), "no {told} in\n{saved}");
    }
    assert!(
        !saved.contains("with unset") && saved.contains("    defaultNamespace: us\n"),
        "{saved}"
    );
    let ran = seaworthy_in(folder.path(), ["test", "--no-project", "p.sea"], "");
    assert_eq!(ran.code, 0, "{}", ran.stdout);
}

#[test]
fn a_saved_test_has_the_params_of_the_command_line_and_of_the_project_file() {
    let folder = folder_of(&[
        ("pod.yaml", POD.to_owned()),
        (
            "lib.sea",
            "edition 1\nparam most: Int = 0\nparam least: Int = 0\nparam odd: Int = 0\n".into(),
        ),
        ("seaworthy.yaml", "params: {least: 1}\n".into()),
    ]);
    let typed = "import ./lib { most, least, odd }\n\
                 rule few on pod p { require p.all_containers.len() >= least and p.all_containers.len() <= most else \"{odd}\" }\n\
                 :focus Pod/web\n:save-test as it was\n:save p.sea\n";
    let project = ["--project", "seaworthy.yaml"];
    let given = [&project[..], &["-p", "lib.sea", "--param", "most=3", "pod.yaml"]].concat();
    let (printed, code) = session(folder.path(), &given, typed);
    assert!(code == 0 && printed.contains("ok      as it was"), "{printed}");
    let saved = fs::read_to_string(folder.path().join("p.sea")).unwrap();
    let has = |told| saved.contains(told);
    assert!(has("  with most = 3\n") && has("  with least = 1\n") && !has("with odd"), "{saved}");
    let ran = seaworthy_in(folder.path(), ["test", "--no-project", "p.sea"], "");
    assert_eq!(ran.code, 0, "{}", ran.stdout);
}

#[test]
fn tests_are_run_again_when_what_they_test_changes() {
    let folder = folder_of(&[("pod.yaml", POD)]);
    let test = format!(
        "test \"t\" {{ given \"\"\"\n  {}  #~ tagged\n  \"\"\" }}\n",
        POD.trim_end().replace('\n', "\n  ")
    );
    let mended = RULE.replace("is present", "is absent");
    let (printed, code) = session(folder.path(), &[], &format!("{RULE}{test}{mended}let a = 1\n"));
    assert_eq!((code, printed.matches("ok      t\n").count()), (1, 1), "{printed}");
    assert_eq!(printed.matches("FAILED  t\n").count(), 2, "{printed}");
}

#[test]
fn what_is_loaded_and_what_is_in_force_stay_until_they_are_reloaded() {
    let folder = folder_of(&[("pod.yaml", POD), ("p.sea", "edition 1\nlet answer: Int = 1\n")]);
    let path = folder.path();
    // The files are changed between two entries by what reads the first answer: a pipe of two halves.
    let mut child = Command::new(env!("CARGO_BIN_EXE_seaworthy"))
        .args(["repl", "-p", "p.sea", "pod.yaml"])
        .current_dir(path)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut typed = child.stdin.take().unwrap();
    let mut shown = BufReader::new(child.stdout.take().unwrap());
    let mut ask = |entry: &str| {
        writeln!(typed, "{entry}").unwrap();
        let mut line = String::new();
        shown.read_line(&mut line).unwrap();
        line
    };
    // The first line says what is loaded.
    assert_eq!(ask("answer"), "1 object with 1 image in 1 file\n");
    assert_eq!(ask("images"), "1\n");
    assert_eq!(ask("1"), "[nginx]\n");
    fs::write(path.join("pod.yaml"), POD.replace("nginx", "other")).unwrap();
    fs::write(path.join("p.sea"), "edition 1\nlet answer: Int = 2\n").unwrap();
    assert_eq!(ask("answer"), "1\n");
    assert_eq!(ask("images"), "1\n");
    assert_eq!(ask(":reload"), "[nginx]\n");
    assert_eq!(ask("answer"), "1 object with 1 image in 1 file\n");
    assert_eq!(ask("images"), "2\n");
    fs::write(path.join("p.sea"), "edition 1\nlet answer: Int = \"x\"\n").unwrap();
    assert_eq!(ask(":reload"), "[other]\n");
    assert_eq!(ask("answer"), "2\n", "policies that are broken now are not taken over");
    drop(typed);
    child.wait().unwrap();
}

#[test]
fn what_is_in_focus_stays_in_focus() {
    let folder = folder_of(&[("a.yaml", POD), ("b.yaml", &POD.replace("web", "other"))]);
    let typed = ":focus web\n:load b.yaml\nit\n:reload\nit\n:unload b.yaml\nit\n:unload a.yaml\n";
    let (printed, code) = session(folder.path(), &["a.yaml"], typed);
    assert_eq!((code, printed.matches("Pod/web").count()), (0, 3), "{printed}");
    assert!(printed.contains("what was in focus is not loaded any more"), "{printed}");
}

#[test]
fn several_objects_of_one_name_are_told_apart_by_their_place() {
    let folder = folder_of(&[("a.yaml", POD), ("b.yaml", POD)]);
    let (printed, code) = session(folder.path(), &["."], ":focus web\n:focus ./b.yaml:1\n");
    assert_eq!(code, 2, "{printed}");
    assert!(printed.contains("2 objects are called `web`"), "{printed}");
    assert!(printed.contains("it is Pod shop/web"), "{printed}");
}

/// What `:save-test` makes of objects that are written in every way.
#[test]
fn a_captured_test_passes_however_the_object_is_written() {
    let json = r#"{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "json"},
 "spec": {"containers": [{"name": "c", "image": "nginx"}]}}
"#;
    let list = "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n  metadata: {name: item}\n  spec:\n    containers:\n    - name: c # first\n      image: nginx # of them\n";
    let broken = "apiVersion: v1\nkind: Pod\nmetadata: {name: odd}\nspec:\n  containers:\n  - name: c\n    image: $(X)\n";
    let folder = folder_of(&[("json.json", json), ("list.yaml", list), ("odd.yaml", broken)]);
    for name in ["json", "item", "odd"] {
        let typed = format!("{RULE}:focus {name}\n:save-test of {name}\n:save p.sea\n");
        let (printed, code) = session(folder.path(), &["."], &typed);
        assert_eq!(code, 0, "{printed}");
        let ran = seaworthy_in(folder.path(), ["test", "p.sea"], "");
        assert_eq!(
            (ran.code, ran.stdout.lines().last()),
            (0, Some("1 passed, 0 failed")),
            "{printed}"
        );
        let expected = if name == "odd" { "#~ ?tagged" } else { "#~ tagged" };
        assert!(printed.contains(expected), "{printed}");
        fs::remove_file(folder.path().join("p.sea")).unwrap();
    }
}

/// What `:with` foretells is what `check` says of a file that was changed so.
#[test]
fn what_would_be_is_what_check_says_then() {
    let policy = format!("edition 1\n{RULE}");
    for (path, value, changed) in [
        ("spec.containers[0].image", "nginx:1", POD.replace("image: nginx", "image: nginx:1")),
        ("spec.containers[0].image", "", POD.replace("image: nginx", "image: null")),
        (
            "spec.containers[0]",
            "{name: web, image: 'a:1'}",
            POD.replace("- name: web\n      image: nginx", "- {name: web, image: 'a:1'}"),
        ),
        ("metadata.labels.app", "x", POD.replace("name: web,", "name: web, labels: {app: x},")),
    ] {
        let folder = folder_of(&[
            ("p.sea", policy.clone()),
            ("pod.yaml", POD.to_owned()),
            ("new.yaml", changed),
        ]);
        let typed =
            format!(":focus web\n:with '{path}={value}'\n", value = value.replace('\'', "\""));
        let (printed, code) = session(folder.path(), &["-p", "p.sea", "pod.yaml"], &typed);
        assert_eq!(code, 0, "{printed}");
        let fails =
            |file: &str| seaworthy_in(folder.path(), ["check", "-p", "p.sea", file], "").code != 0;
        assert!(fails("pod.yaml"));
        let mended = printed.contains("tagged: 1 failed; then 1 passed");
        assert_eq!(mended, !fails("new.yaml"), "{path}={value}\n{printed}");
    }
}
