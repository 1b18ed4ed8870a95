//! Who the person is (个人基本信息).

use super::dictionary::{
    Country, Degree, Education, EmployerCharacter, Employment, Gender, IdType, Industry, MaritalStatus, Occupation,
    Position, ProfessionalTitle, Residence,
};
use super::kind::{Address, BirthDate, Code, Count, Date, Email, Employer, IdNumber, Name, Phone, Text};
use super::record::records;

records! {
    /// 个人基本信息
    PersonBasicInfo {
        /// 身份信息
        person_info: Option<PersonInfo>,
        /// 配偶信息
        connubial_info: Option<ConnubialInfo>,
        /// 居住信息
        lived_infos: Vec<LivedInfo>,
        /// 职业信息
        experiences: Vec<Experience>,
    }

    /// 身份信息
    PersonInfo {
        /// 性别
        gender: Option<Code<Gender>>,
        /// 出生日期
        birthday: Option<BirthDate>,
        /// 婚姻状况
        is_married: Option<Code<MaritalStatus>>,
        /// 就业状况
        job: Option<Code<Employment>>,
        /// 学历
        education: Option<Code<Education>>,
        /// 学位
        qualification: Option<Code<Degree>>,
        /// 国籍
        country: Option<Code<Country>>,
        /// 电子邮箱
        email: Option<Email>,
        /// 通讯地址
        post_addr: Option<Address>,
        /// 户籍地址
        register_addr: Option<Address>,
        /// 手机号码
        mobile: Vec<Mobile>,
        /// 数据发生机构名称, keyed like the fields (extension)
        data_orgs: Option<PersonInfoSources>,
    }

    /// 身份信息各项的数据发生机构名称
    PersonInfoSources {
        /// 性别
        gender: Option<Text>,
        /// 出生日期
        birthday: Option<Text>,
        /// 婚姻状况
        is_married: Option<Text>,
        /// 就业状况
        job: Option<Text>,
        /// 学历
        education: Option<Text>,
        /// 学位
        qualification: Option<Text>,
        /// 国籍
        country: Option<Text>,
        /// 电子邮箱
        email: Option<Text>,
        /// 通讯地址
        post_addr: Option<Text>,
        /// 户籍地址
        register_addr: Option<Text>,
    }

    /// 手机号码
    Mobile {
        /// 编号
        no: Option<Count>,
        /// 手机号码
        mobile: Option<Phone>,
        /// 信息更新日期
        update_at: Option<Date>,
        /// 数据发生机构名称 (extension)
        data_orgs: Option<Text>,
    }

    /// 配偶信息
    ConnubialInfo {
        /// 姓名
        name: Option<Name>,
        /// 证件类型
        id_type: Option<Code<IdType>>,
        /// 证件号码
        id_num: Option<IdNumber>,
        /// 工作单位
        company: Option<Employer>,
        /// 联系电话
        tel: Option<Phone>,
        /// 数据发生机构名称 (extension)
        data_orgs: Option<Text>,
    }

    /// 居住信息
    LivedInfo {
        /// 编号
        no: Option<Count>,
        /// 居住地址
        address: Option<Address>,
        /// 居住状况
        status: Option<Code<Residence>>,
        /// 住宅电话
        home_tel: Option<Phone>,
        /// 信息更新日期
        update_at: Option<Date>,
        /// 数据发生机构名称 (extension)
        data_orgs: Option<Text>,
    }

    /// 职业信息
    Experience {
        /// 编号
        no: Option<Count>,
        /// 工作单位
        company: Option<Employer>,
        /// 就业状况 (extension)
        job_status: Option<Code<Employment>>,
        /// 单位地址
        address: Option<Address>,
        /// 单位电话
        office_tel: Option<Phone>,
        /// 单位性质
        company_character: Option<Code<EmployerCharacter>>,
        /// 职业
        job_nature: Option<Code<Occupation>>,
        /// 行业
        industry: Option<Code<Industry>>,
        /// 职务
        title: Option<Code<Position>>,
        /// 职称
        level: Option<Code<ProfessionalTitle>>,
        /// 进入本单位年份
        started_at: Option<Date>,
        /// 信息更新日期
        update_at: Option<Date>,
        /// 数据发生机构名称 (extension)
        data_orgs: Option<Text>,
    }
}
