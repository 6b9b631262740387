//! From options to the settings of a run: the cluster profile, the day, limits.

use std::time::{Duration as Time, SystemTime, UNIX_EPOCH};

use crate::base::Sources;
use crate::diag::{Code, Diagnostic, Notice, printable};
use crate::judge::Settings;
use crate::report::ProjectUse;
use crate::world::manifest::Limits;
use crate::world::measure::{Date, Duration};

use super::policies::PolicyArgs;
use super::project::Project;

/// Sets what the project file and the policy options say of the cluster, and tells what was used of
/// the file.
///
/// # Errors
/// A profile that is not there, or must be chosen.
pub(super) fn apply(
    args: &PolicyArgs,
    project: &Project,
    settings: &mut Settings,
) -> Result<ProjectUse, Vec<Notice>> {
    let used = project.apply(args.profile.as_deref(), settings)?;
    if args.namespace.is_some() {
        settings.profile.default_namespace.clone_from(&args.namespace);
    }
    Ok(used)
}

/// The day of the run: the one given, else today's date in UTC.
///
/// # Errors
/// A text that is no date.
pub(super) fn today(args: &PolicyArgs) -> Result<Option<Date>, Vec<Notice>> {
    match &args.today {
        Some(text) => match Date::parse(text) {
            Ok(date) => Ok(Some(date)),
            Err(fault) => {
                let message = format!("`--today {text}`: {}", fault.message());
                let fault = Diagnostic::new(Code::E0442, message).help("write it as 2026-11-22");
                Err(vec![fault.notice(&Sources::default())])
            }
        },
        None => Ok(now()),
    }
}

fn now() -> Option<Date> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Time::ZERO);
    let days = Duration::from_seconds(i64::try_from(since.as_secs()).ok()?);
    Date::parse("1970-01-01").ok()?.checked_add(days)
}

/// Sets a limit by its name.
///
/// # Errors
/// A name that is none.
pub(super) fn limit(limits: &mut Limits, name: &str, number: usize) -> Result<(), String> {
    let place = match name {
        "file-bytes" => &mut limits.file,
        "scalar-bytes" => &mut limits.scalar,
        "documents" => &mut limits.documents,
        "nesting" => &mut limits.nesting,
        "nodes" => &mut limits.nodes,
        "objects" => &mut limits.objects,
        "images" => &mut limits.images,
        _ => {
            return Err(format!(
                "no limit `{}`; there are file-bytes, scalar-bytes, documents, nesting, nodes, objects \
                 and images",
                printable(name)
            ));
        }
    };
    *place = number;
    Ok(())
}
