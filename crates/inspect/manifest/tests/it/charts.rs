//! Charts as tests write them.

use seaworthy_manifest::helm::{
    ChartFile, RenderSettings, Rendered, RenderedFile, ValuesInput, render,
};

/// A chart of the name `probe` with these files.
pub(crate) fn chart(files: &[(&str, &str)]) -> Vec<ChartFile> {
    let mut all = vec![(
        "Chart.yaml",
        "apiVersion: v2\nname: probe\nversion: 0.1.0\n",
    )];
    all.extend_from_slice(files);
    let named = files.iter().any(|(path, _)| *path == "Chart.yaml");
    all.into_iter()
        .skip(usize::from(named))
        .map(|(path, text)| ChartFile {
            path: path.to_owned(),
            bytes: text.as_bytes().to_vec(),
        })
        .collect()
}

/// The chart, rendered with assignments on top.
pub(crate) fn rendered(files: &[(&str, &str)], set: &str) -> Rendered {
    let mut settings = RenderSettings::default();
    if !set.is_empty() {
        settings.values.push(ValuesInput::Set(set.to_owned()));
    }
    render(&chart(files), &settings)
}

/// The file that a template made.
pub(crate) fn file<'r>(rendered: &'r Rendered, path: &str) -> &'r RenderedFile {
    let mut files = rendered.files.iter();
    let found = files.find(|file| file.path == path);
    found.unwrap_or_else(|| panic!("{path} was not rendered: {:?}", rendered.problems))
}
