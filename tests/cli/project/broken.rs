//! What is said of project files that are wrong: a folder of them, each beside what is printed.
//!
//! `tests/errors/project/E0447_list_as_text.yaml` is put as `seaworthy.yaml` beside a policy and a
//! manifest; what `check` prints is its `.stderr`. `SEAWORTHY_BLESS=1` writes those anew.

use std::fs;

use seaworthy::diag::Code;

use super::{POLICY, pod};
use crate::harness::{expect_file, folder, folder_of, seaworthy_in};

#[test]
fn every_wrong_project_file_is_told_as_expected() {
    let mut names: Vec<String> = fs::read_dir(folder("errors/project"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".yaml"))
        .collect();
    names.sort();
    for name in &names {
        let text = fs::read_to_string(folder("errors/project").join(name)).unwrap();
        let project = folder_of(&[
            ("seaworthy.yaml", text.as_str()),
            ("policies/acme.sea", POLICY),
            ("pod.yaml", &pod("nginx:1")),
        ]);
        let ran = seaworthy_in(project.path(), ["check", "pod.yaml"], "");
        assert_eq!((ran.code, &*ran.stderr), (2, ""), "{name}: {}", ran.stdout);
        let code = name.split('_').next().unwrap();
        assert!(ran.stdout.contains(&format!("[{code}]")), "{name}: {}", ran.stdout);
        expect_file(
            &format!("tests/errors/project/{}.stderr", name.trim_end_matches(".yaml")),
            &ran.stdout,
        );
    }
    let codes = Code::ALL.iter().map(|code| code.as_str());
    for code in codes.filter(|code| ("E0445"..="E0451").contains(code)) {
        // What `--profile` names is no fault of the file.
        let has = names.iter().any(|name| name.starts_with(code)) || code == "E0449";
        assert!(has, "{code} has no fixture");
    }
}
