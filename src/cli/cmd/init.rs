//! `seaworthy init [DIR]`: a project that passes its own tests at once.
//!
//! What is written are the files in `src/cli/init/`, as they stand there but for the name of the folder
//! in those for CI. Nothing is ever written over: first it is looked whether any of them is there, and
//! then each is made as a new file. CI runs from the root of the Git repository, so its files go there;
//! which of them, the repository shows by what it holds.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::cli::terminal::Terminal;
use crate::report::Exit;
use crate::world::input::{Lot, Origin, Walk, discover, read_file, reason, shown};

/// Arguments of `init`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Nothing is written over. CI files go to the root of the Git repository; without --ci, for the service
that it shows signs of, else for both.

Examples:
  seaworthy init
  seaworthy init deploy/ --ci github
  seaworthy init policies-of-acme --ci none")]
pub(crate) struct Args {
    /// The project's folder; it is made if it is not there
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,

    /// Write files for this CI service; may be repeated
    #[arg(long, value_enum, value_name = "SERVICE")]
    ci: Vec<Service>,
}

/// A CI service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Service {
    /// GitHub Actions: `.github/workflows/seaworthy.yml`.
    Github,
    /// GitLab CI: `.gitlab-ci.yml`, or a job to add to it.
    Gitlab,
    /// None.
    None,
}

const PROJECT: (&str, &str) = ("seaworthy.yaml", include_str!("../init/seaworthy.yaml"));
const POLICY: (&str, &str) = ("policies/images.sea", include_str!("../init/images.sea"));
const MANIFEST: (&str, &str) = ("manifests/web.yaml", include_str!("../init/web.yaml"));
const GITHUB: (&str, &str) =
    (".github/workflows/seaworthy.yml", include_str!("../init/github.yml"));
const GITLAB: (&str, &str) = (".gitlab-ci.yml", include_str!("../init/gitlab.yml"));

/// What stands for the project's folder in files for CI.
const FOLDER: &str = "@FOLDER@";

/// How much of a file is looked at to tell whether it is a manifest.
const LOOKED_AT: usize = 1 << 20;

/// A file to write.
struct Planned {
    path: PathBuf,
    text: String,
    /// What it is for, in a few words.
    what: &'static str,
}

/// What is going to be written, and what is to be said besides.
#[derive(Default)]
struct Plan {
    files: Vec<Planned>,
    notes: Vec<String>,
}

pub(crate) fn run(args: &Args, terminal: &mut Terminal) -> Exit {
    if args.folder.exists() && !args.folder.is_dir() {
        terminal.complain(&format!("{} is not a folder", shown(&args.folder)));
        return Exit::Usage;
    }
    let style = terminal.style();
    let name = |path: &Path| style.clean(&shown(path));
    let plan = plan(args, &name);
    let there: Vec<&Planned> = plan.files.iter().filter(|file| is_there(&file.path)).collect();
    if !there.is_empty() {
        for file in there {
            terminal.complain(&format!("{} is there already", shown(&file.path)));
        }
        terminal.remark("nothing was written: move what is in the way, or name another folder\n");
        return Exit::Usage;
    }
    let mut page = String::new();
    for file in &plan.files {
        if let Err(error) = write(&file.path, &file.text) {
            terminal.print(&page);
            let why = reason(&error);
            terminal.complain(&format!("can't write {}: {why}", shown(&file.path)));
            return Exit::Unjudged;
        }
        let _ = writeln!(page, "wrote {}: {}", name(&file.path), file.what);
    }
    for note in &plan.notes {
        let _ = write!(page, "\n{note}");
    }
    page.push_str("\nnow try\n");
    if args.folder != Path::new(".") {
        let _ = writeln!(page, "  cd {}", quoted(&name(&args.folder)));
    }
    page.push_str("  seaworthy test\n  seaworthy check\n");
    if !terminal.quiet() {
        terminal.print(&page);
    }
    Exit::Clean
}

/// True if something has this name, a link that leads nowhere too.
fn is_there(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder)?;
    }
    let mut file = fs::OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes())
}

/// As a shell takes it for one word.
fn quoted(name: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "._/-".contains(c);
    if name.chars().all(plain) {
        name.to_owned()
    } else {
        format!("'{}'", name.replace('\'', r"'\''"))
    }
}

/// How a path is shown.
type Named<'a> = &'a dyn Fn(&Path) -> String;

fn plan(args: &Args, name: Named<'_>) -> Plan {
    let mut plan = Plan::default();
    let mut add = |folder: &Path, (name, text): (&str, &str), what| {
        let path = if folder == Path::new(".") { PathBuf::from(name) } else { folder.join(name) };
        plan.files.push(Planned { path, text: text.to_owned(), what });
    };
    add(&args.folder, PROJECT, "by what is judged, and how");
    add(&args.folder, POLICY, "a first rule, with its tests");
    if !holds_manifests(&args.folder) {
        add(&args.folder, MANIFEST, "a manifest that passes");
    }
    ci(args, name, &mut plan);
    plan
}

/// True if there is something to judge in a folder. What could be a manifest and can't be read counts:
/// `check` will say more of it.
fn holds_manifests(folder: &Path) -> bool {
    if !folder.is_dir() {
        return false;
    }
    discover(&[folder.to_owned()], Walk::default()).iter().any(|input| {
        let Origin::File(path) = &input.origin else { return false };
        let holds = |bytes: &[u8], word: &str| {
            bytes.windows(word.len()).any(|window| window == word.as_bytes())
        };
        matches!(input.lot, Lot::Judge)
            && read_file(path, LOOKED_AT)
                .is_ok_and(|bytes| holds(&bytes, "apiVersion") && holds(&bytes, "kind"))
    })
}

/// Files for CI, in the root of the repository that the folder is in.
fn ci(args: &Args, shown: Named<'_>, plan: &mut Plan) {
    if args.ci.contains(&Service::None) {
        return;
    }
    let (root, inner) = repository(&args.folder);
    let plain = |c: char| c.is_ascii_alphanumeric() || "._/ -".contains(c);
    if !inner.chars().all(plain) {
        let note = "no files for CI were written: the name of the folder has signs that CI would read otherwise\n";
        plan.notes.push(note.to_owned());
        return;
    }
    let wanted = |service: Service| match args.ci.is_empty() {
        true => signs(&root).is_none_or(|found| found == service),
        false => args.ci.contains(&service),
    };
    let mut built = false;
    if wanted(Service::Github) {
        let (name, text) = GITHUB;
        let (path, text) = (beside(&root, name), text.replace(FOLDER, &inner));
        plan.files.push(Planned { path, text, what: "both commands in GitHub Actions" });
        built = true;
    }
    if wanted(Service::Gitlab) {
        let (name, text) = GITLAB;
        let (path, text) = (beside(&root, name), text.replace(FOLDER, &inner));
        if is_there(&path) {
            plan.notes
                .push(format!("{} is there already; add this job to it:\n\n{text}", shown(&path)));
        } else {
            plan.files.push(Planned { path, text, what: "both commands in GitLab CI" });
        }
        built = true;
    }
    if built {
        let note = "CI builds Seaworthy from its Git repository: name that in the CI variable SEAWORTHY_GIT\n";
        plan.notes.push(note.to_owned());
    }
}

fn beside(root: &Path, name: &str) -> PathBuf {
    if root == Path::new(".") { PathBuf::from(name) } else { root.join(name) }
}

/// The root of the Git repository that a folder is in, or is going to be in, and the way from there to
/// the folder; the folder itself where there is none.
fn repository(folder: &Path) -> (PathBuf, String) {
    let own = (folder.to_owned(), ".".to_owned());
    let Ok(mut whole) = std::path::absolute(folder) else { return own };
    // What is not there yet has no links to follow.
    if let Ok(real) = whole.canonicalize() {
        whole = real;
    }
    let Some(root) = whole.ancestors().find(|above| is_there(&above.join(".git"))) else {
        return own;
    };
    match whole.strip_prefix(root).ok().and_then(Path::to_str) {
        Some("") => own,
        Some(inner) => (root.to_owned(), inner.replace('\\', "/")),
        None => own,
    }
}

/// The one service that a repository shows signs of.
fn signs(root: &Path) -> Option<Service> {
    let config = read_file(&root.join(".git/config"), LOOKED_AT).unwrap_or_default();
    let config = String::from_utf8_lossy(&config);
    let github = is_there(&root.join(".github")) || config.contains("github.com");
    let gitlab = [".gitlab-ci.yml", ".gitlab"].iter().any(|name| is_there(&root.join(name)))
        || config.contains("gitlab");
    match (github, gitlab) {
        (true, false) => Some(Service::Github),
        (false, true) => Some(Service::Gitlab),
        _ => None,
    }
}
