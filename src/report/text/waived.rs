//! What is waived, in the text: a line a waiver, and below it the failures that it covers.
//!
//! What the baseline covers is only counted, unless more is asked for: it may be thousands.

use std::fmt::Write as _;

use indexmap::IndexMap;

use super::{Finding, LISTED, Options};
use crate::report::{Waived, WaivedBy};

/// Writes the findings that are waived, if there are any.
pub(super) fn write(out: &mut String, findings: &[Finding], options: &Options) {
    let mut groups: IndexMap<String, Vec<&Finding>> = IndexMap::new();
    for finding in findings {
        let Some(waived) = &finding.waiver else { continue };
        if waived.by != WaivedBy::Baseline || options.verbose {
            groups.entry(headline(waived)).or_default().push(finding);
        }
    }
    let listed = if options.full { usize::MAX } else { LISTED };
    let style = &options.style;
    for (headline, group) in groups {
        let _ = writeln!(out, "{}", style.clean(&headline));
        for finding in group.iter().take(listed) {
            let _ = writeln!(out, "  {}", style.clean(&line(finding)));
        }
        if group.len() > listed {
            let more = format!("… and {} more; `--full` lists every one", group.len() - listed);
            let _ = writeln!(out, "  {}", style.clean(&more));
        }
        out.push('\n');
    }
}

/// `waived until 2027-01-31 by team-shop (SHOP-123, waivers.yaml:2:11): the vendor has none yet`.
fn headline(waived: &Waived) -> String {
    if waived.by == WaivedBy::Baseline {
        return "waived by the baseline".to_owned();
    }
    let told = |text: &Option<String>| text.as_deref().unwrap_or_default().to_owned();
    let (until, owner, reason) = (told(&waived.until), told(&waived.owner), told(&waived.reason));
    let place = waived.place.as_ref().map(ToString::to_string);
    let notes: Vec<String> = waived.ticket.iter().cloned().chain(place).collect();
    format!("waived until {until} by {owner} ({}): {reason}", notes.join(", "))
}

/// `web.yaml:6:14: std/no-latest: `nginx` names no version`.
fn line(finding: &Finding) -> String {
    let place = finding.manifest.as_ref().map_or_else(String::new, |at| format!("{at}: "));
    format!("{place}{}: {}", finding.rule, finding.headline())
}
