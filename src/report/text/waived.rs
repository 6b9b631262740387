//! What is waived, in the text: a line a waiver, and below it the failures that it covers.
//!
//! What the baseline covers is only counted, unless more is asked for: it may be thousands.

use indexmap::IndexMap;

use super::{Finding, LISTED, Options};
use crate::diag::render::{Tone, prose};
use crate::report::WaivedBy;

/// Writes the findings that are waived, if there are any.
pub(super) fn write(out: &mut String, findings: &[Finding], options: &Options) {
    let mut groups: IndexMap<String, Vec<&Finding>> = IndexMap::new();
    for finding in findings {
        let Some(waived) = &finding.waiver else { continue };
        if waived.by != WaivedBy::Baseline || options.verbose {
            groups.entry(waived.headline()).or_default().push(finding);
        }
    }
    let listed = if options.full { usize::MAX } else { LISTED };
    let style = &options.style;
    for (headline, group) in groups {
        out.push_str(&prose(&[(&headline, Tone::Strong)], 0, 2, style));
        for finding in group.iter().take(listed) {
            out.push_str(&prose(&[(&line(finding), Tone::Plain)], 2, 4, style));
        }
        if group.len() > listed {
            let more = format!("… and {} more; `--full` lists every one", group.len() - listed);
            out.push_str(&prose(&[(&more, Tone::Aside)], 2, 4, style));
        }
        out.push('\n');
    }
}

/// `web.yaml:6:14: std/no-latest: `nginx` names no version`.
fn line(finding: &Finding) -> String {
    let place = finding.manifest.as_ref().map_or_else(String::new, |at| format!("{at}: "));
    format!("{place}{}: {}", finding.rule, finding.headline())
}
