//! What judging inputs sees of the rules: for the coverage of tests.

use super::Inputs;
use super::run::Judge;
use crate::lang::eval::{Context, Hits, cover_object, cover_run};

impl Judge<'_> {
    /// Judges the inputs, all at once, and adds to `hits` which outcomes the rules come to.
    pub fn cover(&self, inputs: &Inputs, mut hits: Hits) -> Hits {
        let files = self.read_files(inputs);
        let all = self.together(&files);
        let run = all.run(self.lists());
        let context = Context { run: Some(&run), ..self.context(&all.index, all.unjudged) };
        for object in all.files.iter().flat_map(|file| &file.objects) {
            hits = cover_object(self.bound(), self.rules().judged, object, &context, hits);
        }
        cover_run(self.bound(), self.rules().judged, &context, hits)
    }
}
