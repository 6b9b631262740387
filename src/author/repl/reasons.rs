//! `:why` and `:whynot`: how a rule comes to its verdict.

use super::answer::{Fault, Outcome, Piece, line};
use super::session::Session;
use crate::judge::project::Enforcement;
use crate::judge::{Decided, Judge, Seat, standings};
use crate::lang::eval::Verdict;
use crate::lang::ir::{Matcher, Rule};

/// Matches that are told with all their parts.
const WHOLE: usize = 3;
/// Parts of a match that are told.
const PARTS: usize = 200;

impl Session<'_> {
    /// `:why RULE [AT]`.
    pub(super) fn why(&self, rest: &str) -> Outcome {
        let (name, at) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        if name.is_empty() {
            return Err(
                "a rule follows, and perhaps an object or a place: `:why no-latest web`".into()
            );
        }
        let rule = self.rule_called(name)?;
        let at = at.trim();
        let seat = match at {
            "" => self.focused().map(|(seat, _)| seat),
            place if self.is_place(rule, place)? => None,
            object => Some(self.object_called(object)?),
        };
        let wanted = |of: Option<Seat>, place: &str| match seat {
            Some(seat) => of == Some(seat),
            None => at.is_empty() || place == at,
        };
        let all = self.decide(rule, WHOLE, &wanted)?;
        let Some(first) = all.first() else { return Err(self.unmatched(rule, seat)) };
        // Of many, those that went wrong; of what is asked for by name, all.
        let wrong = matches!(first.verdict, Verdict::Failed | Verdict::Undecided);
        let same = |decided: &&Decided| !wrong || decided.verdict == first.verdict;
        let shown: Vec<&Decided> =
            all.iter().filter(same).take(if at.is_empty() { 1 } else { WHOLE }).collect();
        let mut pieces = Vec::new();
        for decided in &shown {
            self.tell(name, decided, &mut pieces);
        }
        let more = all.iter().filter(same).count() - shown.len();
        if more > 0 {
            let verdict = first.verdict.as_str();
            pieces.push(line(format!("{more} more {verdict}; `:why {name} AT` tells of another")));
        }
        Ok(pieces)
    }

    /// `:whynot RULE OBJECT`.
    pub(super) fn why_not(&self, rest: &str) -> Outcome {
        let (name, object) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        let focused = || self.focused().map(|(seat, _)| seat);
        let seat = match object.trim() {
            "" => focused().ok_or("a rule and an object follow: `:whynot no-latest web`")?,
            object => self.object_called(object)?,
        };
        let rule = self.rule_called(name)?;
        let mut pieces = Vec::new();
        if let Some(why) = self.without_force(rule) {
            pieces.push(line(why));
        }
        let all = self.decide(rule, usize::MAX, &|of, _| of == Some(seat))?;
        if all.is_empty() {
            // That it matches nothing there is the answer, and no fault.
            if let Fault::Words(why) = self.unmatched(rule, Some(seat)) {
                pieces.push(line(why));
            }
            return Ok(pieces);
        }
        for decided in all.iter().take(WHOLE) {
            self.tell(name, decided, &mut pieces);
        }
        if all.len() > WHOLE {
            pieces.push(line(format!("{} more matches of it", all.len() - WHOLE)));
        }
        Ok(pieces)
    }

    fn decide(
        &self,
        rule: usize,
        explained: usize,
        wanted: &dyn Fn(Option<Seat>, &str) -> bool,
    ) -> Result<Vec<Decided>, Fault> {
        let (bound, _) = self.house.bind(&self.prepared, &self.set)?;
        let (sources, settings) = (&self.prepared.sources, &self.settings);
        let judge = Judge::with_rules(&bound, sources, settings, vec![rule]);
        Ok(judge.decide(rule, &self.held, explained, wanted))
    }

    /// True if a match of the rule stands at this place.
    fn is_place(&self, rule: usize, place: &str) -> Result<bool, Fault> {
        if !place.contains(':') {
            return Ok(false);
        }
        Ok(!self.decide(rule, 0, &|_, of| of == place)?.is_empty())
    }

    /// What to say where a rule matches nothing, or nothing of an object.
    fn unmatched(&self, rule: usize, seat: Option<Seat>) -> Fault {
        let Some(rule) = self.prepared.program.rules.get(rule) else { return "".into() };
        let on = on(rule);
        match seat.and_then(|seat| self.held.object(seat)) {
            Some(object) => {
                let name = self.name_of(object);
                format!("{} is on {on}, and {name} has none", rule.id).into()
            }
            None => format!("{} is on {on}, and what is loaded has none", rule.id).into(),
        }
    }

    /// Why a rule says nothing at all, if it does not.
    fn without_force(&self, index: usize) -> Option<String> {
        let program = &self.prepared.program;
        let rule = program.rules.get(index)?;
        let standing = standings(program, &self.settings.rules).into_iter().nth(index)?;
        if !rule.in_force {
            return Some(format!("{} is not in force: only a test runs it", rule.id));
        }
        (standing.enforcement == Enforcement::Off)
            .then(|| format!("{} is off in the project file", rule.id))
    }

    /// A verdict and what it came from, as a tree.
    fn tell(&self, rule: &str, decided: &Decided, pieces: &mut Vec<Piece>) {
        let object = decided.seat.and_then(|seat| self.held.object(seat));
        let on = object.map_or_else(|| "the run".to_owned(), |object| self.name_of(object));
        let verdict = decided.verdict.as_str();
        let place = match (&*decided.path, &*decided.place) {
            ("", "") => String::new(),
            ("", place) => format!(", {place}"),
            (path, place) => format!(", {path}, {place}"),
        };
        pieces.push(line(format!("{rule} {verdict}: {on}{place}")));
        for message in &decided.messages {
            pieces.push(line(format!("  says: {message}")));
        }
        for part in decided.parts.iter().take(PARTS) {
            let indent = "  ".repeat(part.depth + 1);
            let clause = part.clause.map_or_else(String::new, |clause| format!("{clause} "));
            let origin: String = part.origin.iter().map(|from| format!(" ← {from}")).collect();
            let (code, value) = (&part.code, &part.value);
            pieces.push(line(format!("{indent}{clause}{code}: {value}{origin}")));
        }
        if decided.parts.is_empty() {
            pieces.push(line("  nothing of it was evaluated: what hides there can't be read"));
        }
        let more = decided.parts.len().saturating_sub(PARTS);
        if more > 0 {
            pieces.push(line(format!("  … and {more} more parts")));
        }
    }
}

/// What a rule is on, as people say it.
fn on(rule: &Rule) -> String {
    match &rule.matcher {
        Matcher::Image => "images".to_owned(),
        Matcher::Container => "containers".to_owned(),
        Matcher::Pod => "pods".to_owned(),
        Matcher::Resource => "objects".to_owned(),
        Matcher::Manifests => "the run".to_owned(),
        Matcher::Kind(group, kind) if group.is_empty() => format!("objects of kind {kind}"),
        Matcher::Kind(group, kind) => format!("objects of kind {kind}.{group}"),
    }
}
