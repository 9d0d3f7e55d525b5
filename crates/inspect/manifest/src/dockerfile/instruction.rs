//! Instructions from lines, and stages from instructions.

use std::sync::Arc;

use seaworthy_facts::manifest::dockerfile::{
    Arguments, Base, Dockerfile, Fault, Flag, Heredoc, Instruction, Keyword, Pair, Stage, Word,
};
use seaworthy_facts::manifest::{Place, Source};

use super::INSTRUCTIONS_MAX;
use super::expand::EXPANDED_TOTAL_BYTES_MAX;
use super::lines::{Lines, Logical};
use super::scope::Scopes;
use super::words::{self, Span};

/// Reads one file.
pub(super) struct Reader {
    source: Arc<Source>,
    scopes: Scopes,
    instructions: Vec<Instruction>,
    stages: Vec<Stage>,
    problems: Vec<Fault>,
}

impl Reader {
    pub(super) fn new(source: Arc<Source>) -> Self {
        Reader {
            source,
            scopes: Scopes::default(),
            instructions: Vec::new(),
            stages: Vec::new(),
            problems: Vec::new(),
        }
    }

    pub(super) fn read(mut self) -> Dockerfile {
        let source = Arc::clone(&self.source);
        let mut lines = Lines::new(&source);
        let mut exhausted = false;
        while let Some(logical) = lines.next() {
            let line = Line {
                source: &source,
                logical: &logical,
                escape: lines.escape(),
            };
            if self.instructions.len() >= INSTRUCTIONS_MAX {
                let reason = format!("the file has more than {INSTRUCTIONS_MAX} instructions");
                self.problem(line.all(), reason);
                break;
            }
            if let Some(mut instruction) = self.instruction(&line, 0, &mut lines) {
                self.enter(&mut instruction);
                self.instructions.push(instruction);
            }
            if self.scopes.is_exhausted() && !exhausted {
                exhausted = true;
                let reason =
                    format!("values of variables have more than {EXPANDED_TOTAL_BYTES_MAX} bytes");
                self.problem(line.all(), reason);
            }
        }
        if let Some(last) = self.stages.last_mut() {
            last.instructions.end = self.instructions.len();
        } else {
            self.problem(source.place(0, 0), "there is no FROM");
        }
        self.problems.sort_by_key(|problem| problem.place.start);
        Dockerfile {
            directives: std::mem::take(&mut lines.directives),
            comments: std::mem::take(&mut lines.comments),
            instructions: self.instructions,
            stages: self.stages,
            problems: self.problems,
            source: self.source,
        }
    }

    fn problem(&mut self, place: Place, reason: impl Into<String>) {
        self.problems.push(Fault {
            place,
            reason: reason.into(),
        });
    }

    /// The instruction that begins at an offset of a line.
    fn instruction(
        &mut self,
        line: &Line<'_>,
        from: usize,
        lines: &mut Lines<'_>,
    ) -> Option<Instruction> {
        let text = &line.logical.text;
        let tail = text.get(from..)?;
        let length = tail.find(char::is_whitespace).unwrap_or(tail.len());
        let keyword_place = line.place(from..from + length);
        let name = tail.get(..length)?;
        let Some(keyword) = Keyword::parse(name) else {
            // What is long or strange is no misspelt keyword, and may be anything.
            let is_word = name.len() <= 20 && name.chars().all(|c| c.is_ascii_alphabetic());
            let told = if is_word {
                format!("there is no instruction `{name}`")
            } else {
                "the line begins with no instruction".to_owned()
            };
            self.problem(keyword_place, told);
            return None;
        };
        let mut rest = words::skip_blanks(text, from + length);
        let mut flags = Vec::new();
        if takes_flags(keyword) {
            let (spans, behind) = words::flags(text, rest, line.escape);
            rest = behind;
            flags = spans
                .into_iter()
                .map(|span| self.flag(line, span, keyword))
                .collect();
        }
        if rest >= text.len() {
            self.problem(line.all(), format!("{} has no arguments", keyword.name()));
        }
        let mut on_build = None;
        let arguments = if keyword == Keyword::Onbuild {
            on_build = self.on_build(line, rest, lines);
            Arguments::Words(Vec::new())
        } else {
            self.arguments(line, keyword, rest)
        };
        let heredocs = self.heredocs(line, keyword, rest, lines);
        Some(Instruction {
            keyword,
            keyword_place,
            place: line.place(from..text.trim_end().len().max(from)),
            flags,
            arguments,
            heredocs,
            on_build: on_build.map(Box::new),
            stage: None,
        })
    }

    fn on_build(
        &mut self,
        line: &Line<'_>,
        rest: usize,
        lines: &mut Lines<'_>,
    ) -> Option<Instruction> {
        let tail = line.logical.text.get(rest..)?;
        let inner = tail.split_whitespace().next().and_then(Keyword::parse);
        if matches!(
            inner,
            Some(Keyword::Onbuild | Keyword::From | Keyword::Maintainer)
        ) {
            let name = inner.map_or("", Keyword::name);
            self.problem(line.all(), format!("ONBUILD cannot hold {name}"));
            return None;
        }
        // ONBUILD itself holds no other, so that this ends.
        (rest < line.logical.text.len()).then(|| self.instruction(line, rest, lines))?
    }

    fn heredocs(
        &mut self,
        line: &Line<'_>,
        keyword: Keyword,
        rest: usize,
        lines: &mut Lines<'_>,
    ) -> Vec<Heredoc> {
        let text = &line.logical.text;
        let opens = matches!(keyword, Keyword::Run | Keyword::Copy | Keyword::Add);
        if !opens || words::json_list(text, rest).is_some() {
            return Vec::new();
        }
        let mut found = Vec::new();
        for start in words::heredocs(text, rest, line.escape) {
            match lines.heredoc(&start.name, start.tabs, start.expands) {
                Some(heredoc) => found.push(heredoc),
                None => {
                    let reason = format!("the here-document `{}` has no end", start.name);
                    self.problem(line.all(), reason);
                    break;
                }
            }
        }
        found
    }

    fn flag(&mut self, line: &Line<'_>, span: Span, keyword: Keyword) -> Flag {
        let text = line.text(&span);
        let name = text.trim_start_matches("--");
        let value = name.find('=').map(|at| {
            let from = span.start + (text.len() - name.len()) + at + 1;
            self.word(line, from..span.end, keyword)
        });
        Flag {
            name: name.split('=').next().unwrap_or_default().to_owned(),
            value,
            place: line.place(span),
        }
    }

    fn arguments(&mut self, line: &Line<'_>, keyword: Keyword, rest: usize) -> Arguments {
        let text = &line.logical.text;
        let end = text.trim_end().len().max(rest);
        match keyword {
            Keyword::Run | Keyword::Cmd | Keyword::Entrypoint | Keyword::Shell => {
                command(line, rest..end)
            }
            Keyword::Healthcheck => {
                let spans = words::split(text, rest, line.escape);
                match spans.first() {
                    Some(first) if line.text(first).eq_ignore_ascii_case("CMD") => {
                        let from = words::skip_blanks(text, first.end);
                        command(line, from..end.max(from))
                    }
                    _ => self.words(line, spans, keyword),
                }
            }
            Keyword::Env | Keyword::Label | Keyword::Arg => self.pairs(line, keyword, rest),
            Keyword::Workdir | Keyword::User | Keyword::Stopsignal | Keyword::Maintainer => {
                let whole: Vec<Span> = (rest < end).then_some(rest..end).into_iter().collect();
                self.words(line, whole, keyword)
            }
            Keyword::Add | Keyword::Copy | Keyword::Volume => {
                if let Arguments::Exec(words) = command(line, rest..end) {
                    return Arguments::Exec(words);
                }
                let spans = words::split(text, rest, line.escape);
                self.words(line, spans, keyword)
            }
            _ => {
                let spans = words::split(text, rest, line.escape);
                self.words(line, spans, keyword)
            }
        }
    }

    fn words(&mut self, line: &Line<'_>, spans: Vec<Span>, keyword: Keyword) -> Arguments {
        let words = spans.into_iter().map(|span| self.word(line, span, keyword));
        Arguments::Words(words.collect())
    }

    fn word(&mut self, line: &Line<'_>, span: Span, keyword: Keyword) -> Word {
        let text = line.text(&span).to_owned();
        let global = keyword == Keyword::From;
        Word {
            value: self.scopes.value(&text, line.escape, global),
            text,
            place: line.place(span),
        }
    }

    /// `name=value ...`, or `name the rest of the line`.
    fn pairs(&mut self, line: &Line<'_>, keyword: Keyword, rest: usize) -> Arguments {
        let text = &line.logical.text;
        let spans = words::split(text, rest, line.escape);
        let first_has_value = spans
            .first()
            .is_some_and(|span| line.text(span).contains('='));
        if keyword != Keyword::Arg && !first_has_value {
            let Some(first) = spans.first().cloned() else {
                return Arguments::Pairs(Vec::new());
            };
            let from = words::skip_blanks(text, first.end);
            let value = (spans.len() > 1)
                .then(|| self.word(line, from..text.trim_end().len().max(from), keyword));
            if value.is_none() {
                self.needs_value(line, keyword);
            }
            let name = self.word(line, first, keyword);
            return Arguments::Pairs(vec![Pair { name, value }]);
        }
        let mut pairs = Vec::new();
        for span in spans {
            let at = line.text(&span).find('=');
            if at.is_none() && keyword != Keyword::Arg {
                self.needs_value(line, keyword);
            }
            let end = at.map_or(span.end, |at| span.start + at);
            let value = at.map(|_| self.word(line, end + 1..span.end, keyword));
            let name = self.word(line, span.start..end, keyword);
            pairs.push(Pair { name, value });
        }
        Arguments::Pairs(pairs)
    }

    fn needs_value(&mut self, line: &Line<'_>, keyword: Keyword) {
        let reason = format!("{} needs a value for each name", keyword.name());
        self.problem(line.all(), reason);
    }

    /// What an instruction changes: stages, arguments, the environment.
    fn enter(&mut self, instruction: &mut Instruction) {
        let number = self.instructions.len();
        match instruction.keyword {
            Keyword::From => self.begin_stage(instruction, number),
            Keyword::Arg => {
                for pair in instruction.arguments.pairs() {
                    let default = pair.value.as_ref().map(|word| word.value.clone());
                    self.scopes.declare(pair.name.known(), default);
                }
            }
            Keyword::Env => {
                for pair in instruction.arguments.pairs() {
                    let value = pair.value.as_ref().and_then(|word| word.value.clone());
                    self.scopes.set(pair.name.known(), value);
                }
            }
            _ => {}
        }
        instruction.stage = self.stages.len().checked_sub(1);
        if instruction.stage.is_none() && instruction.keyword != Keyword::Arg {
            let name = instruction.keyword.name();
            let reason = format!("{name} stands before the first FROM");
            self.problem(instruction.place, reason);
        }
        self.note_needs(instruction);
    }

    fn begin_stage(&mut self, instruction: &Instruction, number: usize) {
        let words: Vec<&Word> = instruction.arguments.words().collect();
        let name = match words.as_slice() {
            [_, by, name] if by.text.eq_ignore_ascii_case("as") => Some(name.known()),
            [] | [_] => None,
            _ => {
                let reason = "FROM takes one image, and `AS` with a name";
                self.problem(instruction.place, reason);
                None
            }
        };
        let base = match words.first() {
            Some(Word {
                value: Some(image), ..
            }) => match self.stage_named(image) {
                Some(stage) => Base::Stage(stage),
                None if image == "scratch" => Base::Scratch,
                None => Base::Image(image.clone()),
            },
            Some(word) => Base::Unknown(word.text.clone()),
            None => Base::Unknown(String::new()),
        };
        if let Some(last) = self.stages.last_mut() {
            last.instructions.end = number;
        }
        let from = match base {
            Base::Stage(stage) => Some(stage),
            _ => None,
        };
        self.scopes.begin_stage(from);
        let platform = instruction.flag("platform");
        self.stages.push(Stage {
            name: name.map(str::to_ascii_lowercase),
            base,
            platform: platform.and_then(|flag| flag.value.as_ref()?.value.clone()),
            instructions: number..number + 1,
            needs: from.into_iter().collect(),
        });
    }

    /// The stage of that name; the last of several.
    fn stage_named(&self, name: &str) -> Option<usize> {
        let mut named = self.stages.iter().enumerate().rev();
        let fits = |stage: &Stage| {
            let own = stage.name.as_deref();
            own.is_some_and(|own| own.eq_ignore_ascii_case(name))
        };
        named
            .find(|(_, stage)| fits(stage))
            .map(|(number, _)| number)
    }

    /// `COPY --from=` and `RUN --mount=...,from=`: a stage by name or number, or an image.
    fn note_needs(&mut self, instruction: &Instruction) {
        let Some(current) = instruction.stage else {
            return;
        };
        let from = instruction
            .flags_named("from")
            .filter_map(|flag| flag.value.as_ref());
        let mounts = instruction
            .flags_named("mount")
            .filter_map(|flag| flag.value.as_ref());
        let mounted = mounts.filter_map(|mount| {
            let mut parts = mount.known().split(',');
            parts.find_map(|part| part.strip_prefix("from="))
        });
        let names: Vec<&str> = from.map(Word::known).chain(mounted).collect();
        for name in names {
            let number = name.parse().ok().filter(|number| *number < current);
            let needed = self.stage_named(name).or(number);
            if let Some(stage) = self.stages.get_mut(current)
                && let Some(needed) = needed.filter(|needed| *needed < current)
                && !stage.needs.contains(&needed)
            {
                stage.needs.push(needed);
            }
        }
    }
}

/// A logical line with what is needed to read it.
struct Line<'a> {
    source: &'a Source,
    logical: &'a Logical,
    escape: char,
}

impl Line<'_> {
    fn text(&self, span: &Span) -> &str {
        self.logical.text.get(span.clone()).unwrap_or_default()
    }

    fn place(&self, span: Span) -> Place {
        self.logical.place(self.source, span.start, span.end)
    }

    fn all(&self) -> Place {
        self.source.place(self.logical.start, self.logical.end)
    }
}

/// Instructions that take flags (Dockerfile reference).
fn takes_flags(keyword: Keyword) -> bool {
    matches!(
        keyword,
        Keyword::Add | Keyword::Copy | Keyword::From | Keyword::Healthcheck | Keyword::Run
    )
}

/// A list of JSON, or else a text for a shell; a builder replaces nothing in either.
fn command(line: &Line<'_>, span: Span) -> Arguments {
    if let Some(items) = words::json_list(&line.logical.text, span.start) {
        let words = items.into_iter().map(|(span, value)| Word {
            text: line.text(&span).to_owned(),
            value: Some(value),
            place: line.place(span),
        });
        return Arguments::Exec(words.collect());
    }
    let text = line.text(&span).to_owned();
    Arguments::Shell(Word {
        value: Some(text.clone()),
        text,
        place: line.place(span),
    })
}
