//! Tests of what others start the program with: hooks and the snippets for pipelines.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser as _;
use seaworthy_facts::manifest::{Dialect, Tree, Value};
use seaworthy_manifest::yaml;

use super::Cli;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn text(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// A file of YAML, which is well formed and has no key twice.
fn read(name: &str) -> Tree {
    let tree = yaml::read_text(name, &text(name), Dialect::Core);
    assert!(tree.problems().is_empty(), "{name}: {:?}", tree.problems());
    assert!(tree.duplicates().is_empty(), "{name}");
    tree
}

fn at<'a>(tree: &'a Tree, path: &str) -> Value<'a> {
    let root = tree.root().expect("the file holds a document");
    root.at(path).unwrap_or_else(|| panic!("nothing at {path}"))
}

fn texts<'a>(value: Value<'a>, into: &mut Vec<&'a str>) {
    into.extend(value.as_str());
    value.items().for_each(|item| texts(item, into));
    value.entries().for_each(|entry| texts(entry.value, into));
}

/// The command lines of the program in some lines of a shell, as words.
fn commands(shell: &str) -> Vec<Vec<String>> {
    let joined = shell.replace("\\\n", " ");
    let lines = joined.lines().filter(|line| !line.trim().starts_with('#'));
    let starts = lines.filter_map(|line| {
        let start = line.find("seaworthy ")?;
        let is_word = line[..start].ends_with([' ', '\'', '"', '`']) || start == 0;
        is_word.then(|| &line[start..])
    });
    let ends = [" || ", " && ", ";", " | ", " > ", "'", "`"];
    let cut = |line: &str| {
        let end = ends.iter().filter_map(|end| line.find(end)).min();
        line[..end.unwrap_or(line.len())].to_owned()
    };
    let words = |line: String| {
        let words = line.split_whitespace();
        words.map(|word| word.replace('"', "")).collect()
    };
    starts.map(|line| words(cut(line))).collect()
}

fn assert_parses(name: &str, commands: &[Vec<String>]) {
    assert!(!commands.is_empty(), "{name} starts nothing");
    for command in commands {
        if let Err(error) = Cli::try_parse_from(command) {
            panic!("{name}: {command:?}: {error}");
        }
    }
}

/// The commands of a file of YAML: those in its texts.
fn commands_of_yaml(name: &str) -> Vec<Vec<String>> {
    let tree = read(name);
    let mut all = Vec::new();
    for root in tree.roots() {
        texts(root, &mut all);
    }
    // A description may speak of the program.
    let shells = all.iter().filter(|text| text.contains("seaworthy scan"));
    shells.flat_map(|text| commands(text)).collect()
}

#[test]
fn every_pipeline_starts_the_program_as_it_is_defined() {
    let mut seen = 0;
    for entry in fs::read_dir(root().join("deploy/ci")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let path = format!("deploy/ci/{name}");
        let found = match name.ends_with("yml") || name.ends_with("yaml") {
            true => commands_of_yaml(&path),
            false => commands(&text(&path)),
        };
        let found: Vec<_> = found
            .into_iter()
            .filter(|command| command.len() > 1)
            .collect();
        assert_parses(&path, &found);
        seen += 1;
    }
    assert_eq!(seen, 7);
}

#[test]
fn a_wrong_command_in_a_snippet_is_found() {
    let wrong = commands("x || seaworthy scan . --outptu sarif=x\n# seaworthy nothing\n");
    assert_eq!(wrong, [["seaworthy", "scan", ".", "--outptu", "sarif=x"]]);
    assert!(Cli::try_parse_from(&wrong[0]).is_err());
    let two = commands("seaworthy scan \"$F\" \\\n  --quiet || code=$?\n");
    assert_eq!(two, [["seaworthy", "scan", "$F", "--quiet"]]);
}

/// Fields and their kinds as <https://pre-commit.com/#creating-new-hooks> defines them.
#[test]
fn hooks_have_the_fields_that_pre_commit_defines() {
    let tree = read(".pre-commit-hooks.yaml");
    let hooks: Vec<Value<'_>> = tree.root().unwrap().items().collect();
    let ids: Vec<_> = hooks
        .iter()
        .map(|hook| hook.at("id").unwrap().text())
        .collect();
    assert_eq!(ids, [Some("seaworthy-scan"), Some("seaworthy-fix")]);
    let of_text = ["id", "name", "description", "entry", "language", "files"];
    for hook in hooks {
        for entry in hook.entries() {
            let name = entry.name();
            let is_right = match &*name {
                "args" => entry.value.is_sequence(),
                "pass_filenames" | "require_serial" => entry.value.as_bool().is_some(),
                name => of_text.contains(&name) && entry.value.as_str().is_some(),
            };
            assert!(is_right, "{name}");
        }
        for needed in of_text {
            assert!(hook.at(needed).is_some(), "{needed}");
        }
        assert_eq!(hook.at("language").unwrap().text(), Some("system"));
        let mut command = commands(hook.at("entry").unwrap().text().unwrap()).remove(0);
        let arguments = hook.at("args").unwrap().items();
        command.extend(arguments.map(|word| word.text().unwrap().to_owned()));
        assert_parses(".pre-commit-hooks.yaml", &[command]);
    }
}

/// <https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax>
#[test]
fn the_workflow_of_github_has_triggers_jobs_and_steps() {
    let tree = read("deploy/ci/github-actions.yml");
    assert!(at(&tree, "on").is_mapping());
    for (name, job) in at(&tree, "jobs")
        .entries()
        .map(|job| (job.name(), job.value))
    {
        assert!(job.at("runs-on").is_some(), "{name}");
        for step in job.at("steps").unwrap().items() {
            let (runs, uses) = (step.get("run"), step.get("uses"));
            assert!(
                runs.is_some() != uses.is_some(),
                "a step either runs or uses"
            );
            if let Some(uses) = uses.and_then(Value::text) {
                assert!(uses.contains('@'), "{uses}");
            }
        }
    }
    assert!(
        at(&tree, "jobs.scan.permissions")
            .get("security-events")
            .is_some()
    );
}

/// <https://docs.gitlab.com/ci/yaml/>
#[test]
fn the_job_of_gitlab_has_a_script_and_reports_what_it_writes() {
    let tree = read("deploy/ci/gitlab-ci.yml");
    let stage = at(&tree, "seaworthy.stage").text();
    let mut stages = at(&tree, "stages").items();
    assert!(stages.any(|known| known.text() == stage));
    let script = at(&tree, "seaworthy.script.0").text().unwrap();
    for report in at(&tree, "seaworthy.artifacts.reports").entries() {
        let known = ["codequality", "container_scanning", "junit"];
        assert!(known.contains(&&*report.name()), "{}", report.name());
        let file = report.value.text().unwrap();
        assert!(
            script.contains(&format!("={file}")),
            "{file} is not written"
        );
    }
}

/// <https://www.jenkins.io/doc/book/pipeline/syntax/>
#[test]
fn the_jenkinsfile_is_a_declarative_pipeline_with_closed_blocks() {
    let text = text("deploy/ci/Jenkinsfile");
    let mut open: Vec<(char, String)> = Vec::new();
    let mut blocks: Vec<String> = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with("//")) {
        let mut quote = None;
        for (index, character) in line.char_indices() {
            match (quote, character) {
                (Some(mark), _) if mark == character => quote = None,
                (Some(_), _) => {}
                (None, '\'' | '"') => quote = Some(character),
                (None, '{' | '(' | '[') => {
                    let name = line[..index].trim();
                    let path = open.iter().map(|(_, name)| name.as_str());
                    blocks.push(path.chain([name]).collect::<Vec<_>>().join("/"));
                    open.push((character, name.to_owned()));
                }
                (None, '}' | ')' | ']') => {
                    let (mark, _) = open.pop().expect("something is open");
                    assert!(matches!(
                        (mark, character),
                        ('{', '}') | ('(', ')') | ('[', ']')
                    ));
                }
                _ => {}
            }
        }
        assert_eq!(quote, None, "{line}");
    }
    assert!(open.is_empty());
    for needed in ["pipeline", "pipeline/stages/stage", "pipeline/post/always"] {
        assert!(
            blocks.iter().any(|block| block == needed),
            "{needed}: {blocks:?}"
        );
    }
    assert!(text.contains("\n    agent any\n"));
}

/// <https://learn.microsoft.com/azure/devops/pipelines/yaml-schema/>
#[test]
fn the_pipeline_of_azure_has_a_pool_and_steps_of_known_kinds() {
    let tree = read("deploy/ci/azure-pipelines.yml");
    assert!(at(&tree, "pool.name").text().is_some());
    for step in at(&tree, "steps").items() {
        let kinds = ["checkout", "bash", "task", "publish"];
        let found = kinds.iter().filter(|kind| step.get(kind).is_some());
        assert_eq!(found.count(), 1);
        if let Some(task) = step.get("task").and_then(Value::text) {
            assert!(
                task.split_once('@')
                    .is_some_and(|(_, major)| major.parse::<u32>().is_ok())
            );
        }
    }
}

/// <https://confluence.atlassian.com/bamboo/bamboo-specs-yaml-format-938844479.html>
#[test]
fn the_plan_of_bamboo_names_jobs_that_are_there() {
    let tree = read("deploy/ci/bamboo.yml");
    assert_eq!(at(&tree, "version").text(), Some("2"));
    for key in ["plan.project-key", "plan.key", "plan.name"] {
        assert!(at(&tree, key).text().is_some(), "{key}");
    }
    let jobs = at(&tree, "stages.0").entries().next().unwrap().value;
    for job in jobs.at("jobs").unwrap().items() {
        let tasks = at(&tree, job.text().unwrap()).get("tasks");
        assert!(tasks.is_some_and(|tasks| !tasks.is_empty()));
    }
}

/// <https://circleci.com/docs/reference/configuration-reference/>
#[test]
fn the_workflow_of_circleci_runs_jobs_that_are_there() {
    let tree = read("deploy/ci/circleci.yml");
    assert_eq!(at(&tree, "version").text(), Some("2.1"));
    for job in at(&tree, "workflows.scan.jobs").items() {
        let job = at(&tree, "jobs").get(job.text().unwrap()).unwrap();
        assert!(job.get("machine").is_some() || job.get("docker").is_some());
        let mut steps = job.get("steps").unwrap().items();
        assert!(steps.any(|step| step.at("run.command").is_some()));
    }
}

/// <https://tekton.dev/docs/pipelines/tasks/>
#[test]
fn the_task_of_tekton_declares_what_its_steps_use() {
    let name = "deploy/ci/tekton.yaml";
    let tree = read(name);
    assert_eq!(at(&tree, "apiVersion").text(), Some("tekton.dev/v1"));
    assert_eq!(at(&tree, "kind").text(), Some("Task"));
    let text = text(name);
    for (list, variable) in [
        ("params", "params."),
        ("workspaces", "workspaces."),
        ("results", "results."),
    ] {
        let declared = at(&tree, &format!("spec.{list}")).items();
        let declared: Vec<_> = declared
            .map(|one| one.at("name").unwrap().text().unwrap())
            .collect();
        let opened = format!("$({variable}");
        let used = text.split(&opened).skip(1);
        for used in used.map(|rest| rest.split(['.', ')']).next().unwrap()) {
            assert!(declared.contains(&used), "{variable}{used}");
        }
    }
    let script = at(&tree, "spec.steps.0.script").text().unwrap();
    assert!(
        !script.contains("$(params."),
        "a parameter is run as a script"
    );
}
