//! What loading says.

use camino::Utf8Path;

use crate::base::{Place, suggest};
use crate::diag::{Code, Diagnostic};

/// Something that was asked for and can't be read.
pub(super) fn unreadable(path: &Utf8Path, why: &str, place: Option<Place>) -> Diagnostic {
    let diagnostic = Diagnostic::new(Code::E0406, format!("`{path}` can't be read: {why}"))
        .help("check the path, and that the file is text in UTF-8 that you may read");
    match place {
        Some(place) => diagnostic.at(place, "named here"),
        None => diagnostic,
    }
}

/// `std/…` that is neither a rule nor a pack.
pub(super) fn unknown_policy(name: &str, near: Option<&str>, place: Option<Place>) -> Diagnostic {
    let message = match near {
        Some(near) => format!("no rule or pack `{name}`; did you mean `{near}`?"),
        None => format!("no rule or pack `{name}`"),
    };
    let diagnostic = Diagnostic::new(Code::E0407, message);
    let diagnostic = match place {
        Some(place) => diagnostic.at(place, "named here"),
        None => diagnostic,
    };
    match near {
        Some(near) => diagnostic.help(format!("write `{near}`")),
        None => diagnostic.help("`seaworthy rules` lists the rules and packs that there are"),
    }
}

/// So many more that are neither; the first of them stands here.
pub(super) fn more_unknown(count: usize, place: Option<Place>) -> Diagnostic {
    let diagnostic =
        Diagnostic::new(Code::E0407, format!("{count} more names are of no rule or pack"))
            .help("mend those before first, or see with `seaworthy rules` what there is");
    match place {
        Some(place) => diagnostic.at(place, "from here on"),
        None => diagnostic,
    }
}

/// `import images { … }`.
pub(super) fn no_path(written: &str, place: Place) -> Diagnostic {
    let inside = written.trim_start_matches('/');
    let help = if written.starts_with('/') {
        format!("write the way from this file: `./{inside}`")
    } else if let Some(module) = written.strip_prefix("std.") {
        format!("write `std/{}`", module.replace('.', "/"))
    } else {
        format!(
            "write `./{inside}` for a file beside this one, `std/{inside}` for a module of the library"
        )
    };
    Diagnostic::new(Code::E0409, format!("`{written}` is no path to import from"))
        .at(place, "starts with neither `./`, `../` nor `std/`")
        .help(help)
}

/// An import from outside the policy root.
pub(super) fn outside(written: &str, root: &Utf8Path, place: Place) -> Diagnostic {
    let root = match root.as_str() {
        "" | "." => "the current folder".to_owned(),
        root => format!("`{root}`"),
    };
    Diagnostic::new(Code::E0404, format!("`{written}` leads out of the policy root"))
        .at(place, "outside")
        .help(format!(
            "move the file into {root}, or name a folder with `-p` that holds both: it is the root then"
        ))
}

/// An import of a folder.
pub(super) fn folder_imported(written: &str, inside: &[&str], place: Place) -> Diagnostic {
    let help = match inside.first() {
        Some(first) => format!("import a file in it, as in `{written}/{first}`"),
        None => "import a file; this folder holds none".to_owned(),
    };
    Diagnostic::new(Code::E0401, format!("`{written}` is a folder, and imports name files"))
        .at(place, "imported here")
        .help(help)
}

/// An import of a file that is not there.
pub(super) fn no_file(path: &Utf8Path, near: Option<&str>, place: Place) -> Diagnostic {
    let message = match near {
        Some(near) => format!("there is no file `{path}`; did you mean `{near}`?"),
        None => format!("there is no file `{path}`"),
    };
    let help = match near {
        Some(near) => format!("write `{near}`"),
        None => "the path starts at the folder of this file; mend it, or add the file".to_owned(),
    };
    Diagnostic::new(Code::E0401, message).at(place, "imported here").help(help)
}

/// An import of a module that the library does not have.
pub(super) fn no_module(name: &str, names: &[&str], place: Place) -> Diagnostic {
    let near = suggest(name, names.iter().copied());
    let message = match near {
        Some(near) => format!("the library has no module `std/{name}`; did you mean `std/{near}`?"),
        None => format!("the library has no module `std/{name}`"),
    };
    let help = match near {
        Some(near) => format!("write `std/{near}`"),
        None => {
            let all: Vec<String> = names.iter().map(|name| format!("`std/{name}`")).collect();
            format!("there are {}", all.join(", "))
        }
    };
    Diagnostic::new(Code::E0401, message).at(place, "imported here").help(help)
}

/// An import from a rule of the library.
pub(super) fn rules_are_not_imported(name: &str, place: Place) -> Diagnostic {
    Diagnostic::new(Code::E0408, format!("`std/{name}` is a rule, and rules are not imported"))
        .at(place, "a rule")
        .help(format!("put it in force: `-p std/{name}`"))
}

/// Imports in a circle: the place of each, but for so many before the last that are left out.
pub(super) fn circle(places: &[Place], left_out: usize) -> Diagnostic {
    let message = match left_out {
        0 => "imports lead round in a circle".to_owned(),
        _ => format!("imports lead round in a circle of {} files", places.len() + left_out),
    };
    let mut diagnostic = Diagnostic::new(Code::E0403, message);
    for (index, place) in places.iter().enumerate() {
        let last = index + 1 == places.len();
        let text = match (index, last) {
            (0, true) => "this file imports itself",
            (0, false) => "from here",
            (_, false) => "on to here",
            (_, true) => "and back",
        };
        diagnostic =
            if index == 0 { diagnostic.at(*place, text) } else { diagnostic.near(*place, text) };
    }
    diagnostic.help("move what both need into a file of its own, and import that")
}
