//! The traditional XML report of ZAP: the same alerts as in its JSON.

use seaworthy_facts::ImportFormat;

use crate::ReadImportError;
use crate::draft::Draft;
use crate::limits::RESULTS_MAX;
use crate::loose::{Object, Text};
use crate::xml::{self, Element, Step};
use crate::zap::{self, Alert, Instance, NO_SITE};

/// Reads a report. What stands before a damage is kept.
pub(crate) fn read(text: &str, draft: &mut Draft) -> Result<(), ReadImportError> {
    let format = ImportFormat::ZapXml;
    let mut report = Report::default();
    let result = xml::read(text, |step, path| match step {
        Step::Begin(element) => report.begin(element, draft),
        Step::End(element) => report.end(element, path, draft),
    });
    match (result, report.tool) {
        (Err(reason), None) => Err(ReadImportError::Xml { format, reason }),
        (Ok(()), None) => Err(ReadImportError::OtherForm { format }),
        (result, Some(_)) => {
            if let Err(reason) = result {
                draft.unread("", format!("the rest cannot be read: {reason}"));
            }
            if report.sites == 0 {
                draft.unread("site", NO_SITE);
            }
            Ok(())
        }
    }
}

#[derive(Default)]
struct Report {
    tool: Option<u32>,
    sites: usize,
    site: String,
    alerts: usize,
    alert: Alert,
    instance: Instance,
}

impl Report {
    fn begin(&mut self, element: &Element, draft: &mut Draft) {
        match element.name.as_str() {
            "OWASPZAPReport" => {
                let program = element.attribute("programName");
                self.tool = Some(zap::tool(program, element.attribute("version"), draft));
            }
            "site" => {
                self.sites += 1;
                self.alerts = 0;
                element.attribute("name").clone_into(&mut self.site);
            }
            "alertitem" => self.alert = Alert::default(),
            "instance" => self.instance = Instance::default(),
            _ => {}
        }
    }

    fn end(&mut self, element: &Element, path: &[String], draft: &mut Draft) {
        let text = || Text(element.text.trim().to_owned());
        let number = || crate::loose::Number(element.text.trim().parse().ok());
        let within = path.last().map(String::as_str);
        match (within, element.name.as_str()) {
            (Some("instance"), "uri") => self.instance.uri = text(),
            (Some("instance"), "method") => self.instance.method = text(),
            (Some("instance"), "param") => self.instance.param = text(),
            (Some("alertitem"), "pluginid") => self.alert.pluginid = text(),
            (Some("alertitem"), "alertRef") => self.alert.alert_ref = text(),
            (Some("alertitem"), "alert") => self.alert.alert = text(),
            (Some("alertitem"), "name") => self.alert.name = text(),
            (Some("alertitem"), "riskcode") => self.alert.riskcode = number(),
            (Some("alertitem"), "confidence") => self.alert.confidence = number(),
            (Some("alertitem"), "solution") => self.alert.solution = text(),
            (Some("alertitem"), "reference") => self.alert.reference = text(),
            (Some("alertitem"), "cweid") => self.alert.cweid = number(),
            (_, "instance") => {
                let instance = std::mem::take(&mut self.instance);
                if self.alert.instances.items.len() < RESULTS_MAX {
                    self.alert.instances.items.push(Object(Some(instance)));
                } else {
                    self.alert.instances.left_out += 1;
                }
            }
            (_, "alertitem") => {
                let alert = std::mem::take(&mut self.alert);
                let place = format!(
                    "site[{}].alerts[{}]",
                    self.sites.saturating_sub(1),
                    self.alerts
                );
                self.alerts += 1;
                if let Some(tool) = self.tool {
                    zap::read_alert(&alert, &self.site, &place, tool, draft);
                }
            }
            _ => {}
        }
    }
}
