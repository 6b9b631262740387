//! `:why` and `:whynot`: how a rule comes to its verdict.

use super::answer::{Fault, Outcome, Piece, line};
use super::session::Session;
use crate::judge::project::Enforcement;
use crate::judge::{Judge, Seat, Told, Wanted, line_of, on, standings};
use crate::lang::eval::Subject;
use crate::report::Came;
use crate::report::trace::Decided;

/// Matches that are told with all their parts.
const WHOLE: usize = 3;

/// A verdict, with the object that the match is in.
type Match = (Option<Seat>, Decided);

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
        let wanted = |of: Option<Seat>, subject: &Subject<'_>| match seat {
            Some(seat) => of == Some(seat),
            None => at.is_empty() || line_of(subject) == at,
        };
        let Told { all, left_out } = self.decide(rule, WHOLE, seat, &wanted)?;
        let Some((_, first)) = all.first() else { return Err(self.unmatched(rule, seat)) };
        // Of many, those that went wrong; of what is asked for by name, all.
        let wrong = matches!(first.verdict, Came::Failed | Came::Undecided);
        let same = |it: &&Match| !wrong || it.1.verdict == first.verdict;
        let shown: Vec<&Match> =
            all.iter().filter(same).take(if at.is_empty() { 1 } else { WHOLE }).collect();
        let mut pieces = Vec::new();
        for decided in &shown {
            pieces.push(self.told_match(name, decided));
        }
        let more = all.iter().filter(same).count() - shown.len() + left_out;
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
        let Told { all, left_out } =
            self.decide(rule, WHOLE, Some(seat), &|of, _| of == Some(seat))?;
        if all.is_empty() {
            // That it matches nothing there is the answer, and no fault.
            if let Fault::Words(why) = self.unmatched(rule, Some(seat)) {
                pieces.push(line(why));
            }
            return Ok(pieces);
        }
        for decided in all.iter().take(WHOLE) {
            pieces.push(self.told_match(name, decided));
        }
        let more = all.len().saturating_sub(WHOLE) + left_out;
        if more > 0 {
            pieces.push(line(format!("{more} more matches of it")));
        }
        Ok(pieces)
    }

    fn decide(
        &self,
        rule: usize,
        explained: usize,
        seat: Option<Seat>,
        of: &dyn Fn(Option<Seat>, &Subject<'_>) -> bool,
    ) -> Result<Told, Fault> {
        let (bound, _) = self.house.bind(&self.prepared, &self.set)?;
        let (sources, settings) = (&self.prepared.sources, &self.settings);
        let judge = Judge::with_rules(&bound, sources, settings, vec![rule]);
        let told = judge.decide(&[rule], &self.held, &Wanted { seat, of, explained });
        Ok(told.into_iter().next().unwrap_or_default())
    }

    /// True if a match of the rule stands at this place.
    fn is_place(&self, rule: usize, place: &str) -> Result<bool, Fault> {
        if !place.contains(':') {
            return Ok(false);
        }
        let told = self.decide(rule, 0, None, &|_, subject| line_of(subject) == place)?;
        Ok(!told.all.is_empty())
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

    /// A verdict and what it came from.
    fn told_match(&self, rule: &str, (seat, decided): &Match) -> Piece {
        let object = seat.and_then(|seat| self.held.object(seat));
        let on = object.map_or_else(|| "the run".to_owned(), |object| self.name_of(object));
        let place = match (&*decided.path, &*decided.line()) {
            ("", "") => String::new(),
            ("", place) => format!(", {place}"),
            (path, place) => format!(", {path}, {place}"),
        };
        Piece::Match(rule.to_owned(), format!("{on}{place}"), Box::new(decided.clone()))
    }
}
