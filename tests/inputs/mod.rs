//! Which files a path means, on trees with links, loops, pipes and odd names: chosen ones here,
//! generated ones in `trees`, and ones that change while they are read in `races`.

#[cfg(target_os = "linux")]
mod races;
#[cfg(target_os = "linux")]
mod trees;

use std::fs;
use std::path::{Path, PathBuf};

use seaworthy::world::input::{
    Fate, Folder, Input, Lot, Origin, SetAside, Walk, contents, discover,
};

use crate::harness::folder_of;

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n";

/// The inputs below `folder` by their relative names, with what is to become of them.
fn lots(folder: &Path, named: &[&str], walk: Walk) -> Vec<(String, String)> {
    let named: Vec<PathBuf> = named.iter().map(|name| folder.join(name)).collect();
    let inputs = discover(&named, walk);
    inputs.iter().map(|input| (relative(folder, &input), lot(&input))).collect()
}

fn relative(folder: &Path, input: &Input) -> String {
    let prefix = format!("{}/", folder.display());
    input.shown().strip_prefix(&prefix).unwrap_or(input.shown()).to_owned()
}

fn lot(input: &Input) -> String {
    match &input.lot {
        Lot::Judge => "judge".into(),
        Lot::SetAside(reason) => reason.as_str().into(),
        Lot::ReadFirst(reason) => format!("unless it holds an object: {reason}"),
        Lot::Rendered(rendered) => rendered.name.clone(),
        Lot::Error(fault) => fault.code.as_str().into(),
    }
}

fn names(folder: &Path, named: &[&str], walk: Walk) -> Vec<String> {
    lots(folder, named, walk).into_iter().map(|(name, _)| name).collect()
}

#[test]
fn a_folder_is_walked_for_manifests_hidden_and_ignored_ones_too() {
    let folder = folder_of(&[
        ("b.yaml", POD),
        ("a.YML", POD),
        ("c.Json", "{}"),
        (".hidden.yaml", POD),
        (".k8s/d.yaml", POD),
        ("ignored.yaml", POD),
        (".gitignore", "ignored.yaml\n"),
        (".ignore", "b.yaml\n"),
        ("deep/er/e.yaml", POD),
        ("dir.yaml/f.yaml", POD),
        ("readme.md", ""),
        ("yaml", ""),
        (".git/config", ""),
    ]);
    let all = [
        ".hidden.yaml",
        ".k8s/d.yaml",
        "a.YML",
        "b.yaml",
        "c.Json",
        "deep/er/e.yaml",
        "dir.yaml/f.yaml",
        "ignored.yaml",
    ];
    assert_eq!(names(folder.path(), &[""], Walk::default()), all);
    let respecting =
        names(folder.path(), &[""], Walk { respect_gitignore: true, ..Walk::default() });
    assert_eq!(respecting, &all[..all.len() - 1]);
    let several = names(folder.path(), &["deep", "b.yaml", "readme.md", "b.yaml"], Walk::default());
    assert_eq!(several, ["b.yaml", "deep/er/e.yaml", "readme.md"]);
}

#[test]
fn what_was_named_and_is_not_there_is_an_error() {
    let folder = folder_of(&[("a.yaml", POD)]);
    let found = lots(folder.path(), &["missing.yaml", "a.yaml"], Walk::default());
    let expected = [("a.yaml", "judge"), ("missing.yaml", "E0550")];
    assert_eq!(found, expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
}

#[test]
fn standard_input_is_an_input() {
    let inputs = discover(&["-".into(), "-".into()], Walk::default());
    assert_eq!(inputs.len(), 1);
    assert!(inputs.is_stdin(0));
    assert_eq!(inputs.get(0).unwrap().origin, Origin::Stdin);
    assert_eq!(inputs.get(0).unwrap().shown(), "<stdin>");
}

#[cfg(unix)]
mod unix {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;
    use std::process::Command;

    use super::*;

    #[test]
    fn links_to_files_are_followed_and_loops_end() {
        let folder = folder_of(&[("a/z.yaml", POD), ("b/c.yaml", POD)]);
        let root = folder.path();
        symlink("a/z.yaml", root.join("a.yaml")).unwrap();
        symlink("../b/c.yaml", root.join("a/link.yaml")).unwrap();
        symlink("..", root.join("a/loop")).unwrap();
        symlink("b", root.join("folder")).unwrap();
        symlink("nowhere", root.join("broken.yaml")).unwrap();
        symlink("self.yaml", root.join("self.yaml")).unwrap();
        let found = lots(root, &[""], Walk::default());
        let expected = [
            ("a/z.yaml", "judge"),
            ("b/c.yaml", "judge"),
            ("broken.yaml", "E0551"),
            ("self.yaml", "E0551"),
        ];
        assert_eq!(found, expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
        // A named link to a folder is the folder, a named link to a file the file.
        assert_eq!(names(root, &["folder"], Walk::default()), ["folder/c.yaml"]);
        assert_eq!(names(root, &["a.yaml"], Walk::default()), ["a.yaml"]);
        assert_eq!(names(root, &["a.yaml", "a/z.yaml"], Walk::default()), ["a/z.yaml"]);
    }

    #[test]
    fn pipes_and_devices_are_never_opened() {
        let folder = folder_of(&[("a.yaml", POD)]);
        let pipe = folder.path().join("pipe.yaml");
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        symlink("/dev/zero", folder.path().join("zero.yaml")).unwrap();
        assert_eq!(names(folder.path(), &[""], Walk::default()), ["a.yaml"]);
        let found = lots(folder.path(), &["pipe.yaml", "zero.yaml"], Walk::default());
        assert!(found.iter().all(|(_, lot)| lot == "E0552"), "{found:?}");
        let input = Input::file(pipe, Lot::Judge);
        assert_eq!(
            contents(&input, 10, &mut Folder::default()).unwrap_err().code.as_str(),
            "E0552"
        );
    }

    #[test]
    fn names_that_are_no_text_survive() {
        let folder = tempfile::tempdir().unwrap();
        let name = OsStr::from_bytes(b"caf\xe9.yaml");
        fs::write(folder.path().join(name), POD).unwrap();
        let inputs = discover(&[folder.path().to_owned()], Walk::default());
        assert_eq!(inputs.len(), 1);
        let input = inputs.get(0).unwrap();
        assert!(input.shown().ends_with("caf\\xE9.yaml"), "{}", input.shown());
        assert_eq!(contents(&input, 1000, &mut Folder::default()).unwrap(), POD.as_bytes());
    }
}

#[test]
fn parts_of_kustomizations_and_charts_are_set_aside() {
    let folder = folder_of(&[
        (
            "base/kustomization.yaml",
            "resources: [deploy.yaml, ../both.yaml]\npatches:\n- path: patch.yaml\n- path: ../both.yaml\n\
             - patch: |-\n    kind: X\npatchesStrategicMerge: [old.yaml]\n\
             configMapGenerator:\n- name: c\n  files: [conf.yaml, key=named.yaml]\n\
             replacements: [{path: swap.yaml}]\n",
        ),
        ("base/deploy.yaml", POD),
        ("base/patch.yaml", POD),
        ("base/old.yaml", POD),
        ("base/conf.yaml", POD),
        ("base/named.yaml", POD),
        ("base/swap.yaml", POD),
        ("both.yaml", POD),
        ("broken/kustomization.yaml", "patches: [\n"),
        ("chart/Chart.yaml", "apiVersion: v2\nname: a\nversion: 1.0.0\n"),
        ("chart/values.yaml", "kind: Deployment\n"),
        ("chart/values-prod.yaml", "a: b\n"),
        ("chart/templates/a.yaml", POD),
        ("values.yaml", POD),
    ]);
    let fragment = SetAside::Fragment.as_str();
    let data = SetAside::KustomizeData.as_str();
    let kustomization = "unless it holds an object: a kustomization; what it builds can be judged";
    let values = "unless it holds an object: a Helm chart's values";
    let found = lots(folder.path(), &[""], Walk::default());
    let expected = [
        ("base/conf.yaml", data),
        ("base/deploy.yaml", "judge"),
        ("base/kustomization.yaml", kustomization),
        ("base/named.yaml", data),
        ("base/old.yaml", fragment),
        ("base/patch.yaml", fragment),
        ("base/swap.yaml", fragment),
        ("both.yaml", "judge"),
        ("broken/kustomization.yaml", kustomization),
        ("chart/Chart.yaml", "unless it holds an object: a Helm chart's metadata"),
        ("chart/templates/a.yaml", "judge"),
        ("chart/values-prod.yaml", values),
        ("chart/values.yaml", values),
        ("values.yaml", "judge"),
    ];
    assert_eq!(found, expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
    // What is named on the command line is judged.
    let named = lots(folder.path(), &["base/patch.yaml", ""], Walk::default());
    assert!(named.contains(&("base/patch.yaml".to_owned(), "judge".to_owned())));
}

#[test]
fn contents_stop_one_byte_past_the_limit() {
    let folder = folder_of(&[("a.yaml", "0123456789")]);
    let inputs = discover(&[folder.path().join("a.yaml")], Walk::default());
    let input = inputs.get(0).unwrap();
    assert_eq!(contents(&input, 4, &mut Folder::default()).unwrap(), b"01234");
    assert_eq!(contents(&input, 10, &mut Folder::default()).unwrap(), b"0123456789");
}

#[test]
fn an_error_decides_how_a_file_ends_then_an_object_then_the_telling_reason() {
    let (empty, other) = (SetAside::Empty, SetAside::NotAnObject);
    for (errors, objects, asides, fate) in [
        (true, true, vec![other], Fate::Errored),
        (true, false, vec![], Fate::Errored),
        (false, true, vec![other], Fate::Judged),
        (false, false, vec![empty, other], Fate::SetAside(other)),
        (false, false, vec![empty], Fate::SetAside(empty)),
        (false, false, vec![], Fate::SetAside(empty)),
    ] {
        assert_eq!(Fate::of_read(errors, objects, asides), fate);
    }
}
