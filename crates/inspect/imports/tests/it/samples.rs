//! Reports written after the shapes that each tool documents.

use seaworthy_facts::ImportedReport;
use seaworthy_model::Location;

/// A value that must not come out of any report.
pub(crate) const HUSH: &str = "hush-4711";

/// Reads a report that must be readable.
pub(crate) fn read(text: &str) -> ImportedReport {
    seaworthy_imports::read("report", text.as_bytes(), None).expect("set-up of a test")
}

/// One line for each result: rule, severity, confidence, origin of the severity, place.
pub(crate) fn lines(report: &ImportedReport) -> Vec<String> {
    let line = |result: &seaworthy_facts::ImportedResult| {
        format!(
            "{} {} {} by {} at {}",
            result.rule,
            result.severity,
            result.confidence.as_str(),
            result.rated,
            result
                .place
                .as_ref()
                .map_or("-".to_owned(), Location::to_string)
        )
    };
    report.results.iter().map(line).collect()
}

/// What is unread, as text.
pub(crate) fn unread(report: &ImportedReport) -> Vec<String> {
    let unread = report.unread.iter();
    unread
        .map(|one| format!("{}: {}", one.path, one.reason))
        .collect()
}

pub(crate) const ZAP_JSON: &str = r#"{
  "@programName": "OWASP ZAP", "@version": "2.16.0", "@generated": "Sun, 22 Nov 2026 10:00:00",
  "site": [{"@name": "https://shop.example:8443", "@host": "shop.example", "@port": "8443",
   "@ssl": "true",
    "alerts": [
      {"pluginid": "40012", "alertRef": "40012-1", "alert": "Cross Site Scripting",
       "name": "Cross Site Scripting (Reflected)",
       "riskcode": "3", "confidence": "2", "riskdesc": "High (Medium)", "desc": "<p>echoes</p>",
       "instances": [
         {"uri": "https://shop.example:8443/find?q=hush-4711&page=2", "method": "GET", "param": "q",
          "attack": "<script>hush-4711</script>", "evidence": "hush-4711",
           "otherinfo": "hush-4711"},
         {"uri": "https://shop.example:8443/find", "method": "POST", "param": "q", "attack": "",
          "evidence": ""}],
       "count": "2", "solution": "<p>Encode &amp; escape what is printed.</p>",
        "otherinfo": "<p>hush-4711</p>",
       "reference": "<p>https://owasp.example/xss</p>", "cweid": "79", "wascid": "8",
        "sourceid": "1"},
      {"pluginid": "10096", "alert": "Timestamp", "riskcode": "0", "confidence": "0",
       "instances": [], "cweid": "-1"},
      {"alert": "No id", "riskcode": "1", "confidence": "1", "instances": []}]}]}"#;

pub(crate) const ZAP_XML: &str = r#"<?xml version="1.0"?>
<OWASPZAPReport programName="ZAP" version="2.16.0" generated="Sun, 22 Nov 2026 10:00:00">
  <site name="https://shop.example:8443" host="shop.example" port="8443" ssl="true">
    <alerts>
      <alertitem>
        <pluginid>40012</pluginid><alertRef>40012-1</alertRef><alert>Cross Site Scripting</alert>
        <name>Cross Site Scripting (Reflected)</name><riskcode>3</riskcode>
         <confidence>2</confidence>
        <desc>&lt;p&gt;echoes&lt;/p&gt;</desc>
        <instances>
          <instance><uri>https://shop.example:8443/find?q=hush-4711&amp;page=2</uri>
           <method>GET</method><param>q</param>
            <attack>hush-4711</attack><evidence>hush-4711</evidence>
             <requestheader>Cookie: hush-4711</requestheader></instance>
          <instance><uri>https://shop.example:8443/find</uri><method>POST</method>
           <param>q</param></instance>
        </instances>
        <count>2</count>
         <solution>&lt;p&gt;Encode &amp;amp; escape what is printed.&lt;/p&gt;</solution>
        <reference>&lt;p&gt;https://owasp.example/xss&lt;/p&gt;</reference><cweid>79</cweid>
      </alertitem>
    </alerts>
  </site>
</OWASPZAPReport>"#;

pub(crate) const NUCLEI: &str = include_str!("samples/nuclei.jsonl");

pub(crate) const BURP: &str = r#"<?xml version="1.0"?>
<!DOCTYPE issues [
<!ELEMENT issues (issue*)>
<!ATTLIST issues burpVersion CDATA "">
<!ELEMENT issue (serialNumber, type, name, host, path, location, severity, confidence)>
]>
<issues burpVersion="2026.1" exportTime="Sun Nov 22 10:00:00 UTC 2026">
  <issue>
    <serialNumber>123</serialNumber><type>2097920</type>
     <name><![CDATA[Cross-site scripting (reflected)]]></name>
    <host ip="10.0.0.1">https://shop.example</host><path><![CDATA[/find]]></path>
    <location><![CDATA[/find [q parameter]]]></location><severity>High</severity>
     <confidence>Certain</confidence>
    <remediationBackground><![CDATA[<p>Encode output.</p>]]></remediationBackground>
    <references><![CDATA[<ul>
      <li><a href="https://portswigger.example/xss">XSS</a></li></ul>]]></references>
    <vulnerabilityClassifications><![CDATA[<ul>
      <li><a href="x">CWE-79: XSS</a></li></ul>]]></vulnerabilityClassifications>
    <issueDetail><![CDATA[The payload hush-4711 was submitted]]></issueDetail>
    <requestresponse><request method="POST" base64="true"><![CDATA[aHVzaC00NzEx]]></request>
      <response base64="false"><![CDATA[hush-4711]]></response></requestresponse>
  </issue>
  <issue><type>5</type><name>Old</name><host>https://shop.example</host><path>/</path>
    <severity>False positive</severity><confidence>Tentative</confidence></issue>
</issues>"#;

pub(crate) const NIKTO: &str = r#"[{"host":"shop.example","ip":"10.0.0.1","port":"443","banner":"x",
  "vulnerabilities":[
    {"id":"999986","references":"https://ref.example/1","method":"GET","url":"/admin/",
     "msg":"/admin/: Found."},
    {"references":"","method":"GET","url":"/","msg":"no id"}]}]"#;

pub(crate) const WAPITI: &str = r#"{
  "classifications": {"SQL Injection": {"desc": "d", "sol": "Use bound parameters.",
   "ref": {"OWASP": "https://owasp.example/sql"}, "wstg": ["W"]}},
  "vulnerabilities": {"SQL Injection": [{"method": "GET", "path": "/item?id=hush-4711",
   "info": "hush-4711 worked", "level": 4,
     "parameter": "id", "module": "sql", "http_request": "GET /item?id=hush-4711",
      "curl_command": "curl hush-4711"}], "Backup file": []},
  "anomalies": {"Internal Server Error": [{"method": "POST", "path": "/pay", "info": "",
   "level": 2, "parameter": ""}]},
  "additionals": {},
  "infos": {"target": "https://shop.example/start/", "date": "Sun", "version": "Wapiti 3.2.4",
   "scope": "folder"}}"#;
