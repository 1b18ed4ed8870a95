//! Transcripts made to keep the grammars, or what explains them, busy.

/// The labels of a list that has one row for each record.
const QUERIES: &str = "五查询记录\n机构查询记录明细\n│编号│查询日期│查询机构│查询原因│\n";

/// A transcript of about `size` bytes and what is done in it.
#[must_use]
pub fn all(size: usize) -> Vec<(&'static str, String)> {
    let repeated = |line: &str| line.repeat(size / line.len() + 1);
    let report = |lines: &str| {
        format!("个人信用报告\n（授信机构版）\n│报告编号：2022│报告时间：2022.06.16│\n{}", repeated(lines))
    };
    vec![
        ("bars", repeated("│")),
        ("empty rows", repeated("│││││││\n")),
        ("spanned cells", repeated("│〃│〃│〃│\n")),
        ("one long line", repeated("信")),
        ("one long cell", format!("│{}│\n", repeated("1"))),
        ("titles", repeated("个人信用报告\n")),
        ("lines that nobody knows", report("从未见过\n")),
        ("rows that nobody knows", report("│从未见过│1│\n")),
        ("lines that are each another one", {
            (0..size / 16).fold(report("\n"), |text, number| text + &format!("行{number}\n"))
        }),
        (
            "labels that are nearly known",
            report("一个人基本信息\n（一）身份信息\n│性别│出生月期│婚姻状况│学历│学位│就业状况│国籍│电子邮箱│\n"),
        ),
        (
            "labels without values",
            report("一个人基本信息\n（一）身份信息\n│性别│出生日期│婚姻状况│学历│学位│就业状况│国籍│电子邮箱│\n"),
        ),
        ("sections", report("一个人基本信息\n二信息概要\n三信贷交易信息明细\n")),
        ("headings", report("（一）身份信息\n")),
        ("captions", report("三信贷交易信息明细\n（四）循环贷账户一\n账户1\n")),
        (
            "captions that are no accounts",
            report("三信贷交易信息明细\n（四）循环贷账户一\n账户1（授信协议标识：X）\n│管理机构│\n"),
        ),
        (
            "numbered rows without a partner",
            format!(
                "{}│编号│工作单位│单位性质│单位地址│单位电话│\n{}",
                report("\n"),
                (0..size / 24).fold(String::new(), |text, number| text + &format!("│{number}│a│b│c│d│\n"))
            ),
        ),
        (
            "rows of one list",
            (0..size / 24).fold(report("\n") + QUERIES, |text, number| text + &format!("│{number}│2022.01.01│a│b│\n")),
        ),
        ("rows of one list with one number", report("\n") + QUERIES + &repeated("│1│2022.01.01│a│b│\n")),
        ("white space", report(" \u{3000}\t")),
    ]
}
