"""What each mistake is called and how it is said, in Vietnamese and in English."""

# Each pair says what is wrong and then what would be right; the names in braces are facts of the finding.
MESSAGES: dict[str, tuple[str, str]] = {
    # files
    "file_missing": ("Không có tệp này; hãy kiểm tra lại đường dẫn.", "There is no such file; check the path."),
    "file_unreadable": (
        "Không đọc được tệp ({reason}); hãy lưu lại thành .csv (UTF-8) hoặc .xlsx.",
        "The file cannot be read ({reason}); save it again as .csv (UTF-8) or .xlsx.",
    ),
    "file_kind_unknown": (
        "Loại tệp “{value}” không dùng được; hãy lưu thành .csv (UTF-8) hoặc .xlsx.",
        "Files of the kind “{value}” are not read; save it as .csv (UTF-8) or .xlsx.",
    ),
    "file_too_large": (
        "Tệp quá lớn ({size} byte, tối đa {limit}); hãy chia thành nhiều tệp.",
        "The file is too large ({size} bytes, at most {limit}); split it into several.",
    ),
    "file_empty": (
        "Tệp không có gì; dòng đầu phải là tên các cột.",
        "The file is empty; its first line must name the columns.",
    ),
    "no_files": (
        "Trong thư mục không có tệp .csv hay .xlsx nào; hãy chỉ đúng thư mục của sổ danh mục.",
        "The directory holds no .csv or .xlsx file; name the directory of the register.",
    ),
    "encoding_not_utf8": (
        "Bảng mã của tệp giống {value}, không phải UTF-8; hãy lưu lại thành “CSV UTF-8”.",
        "The file looks like {value}, not UTF-8; save it again as “CSV UTF-8”.",
    ),
    "csv_broken": (
        "Từ dòng này không đọc được tệp CSV ({reason}); thường là do thiếu hoặc thừa dấu ngoặc kép.",
        "From this line on the CSV cannot be read ({reason}); usually a quotation mark is missing or too many.",
    ),
    "field_too_long": (
        "Một ô dài quá {limit} ký tự; hãy rút ngắn hoặc kiểm tra dấu ngoặc kép.",
        "A field is longer than {limit} characters; shorten it or check the quotation marks.",
    ),
    "sheet_unknown": (
        "Không nhận ra đây là bảng nào; tên phải là một trong: {names}; trang ghi chú của Excel phải có tên “Mô tả”.",
        "It is not clear which sheet this is; name it one of: {names}; a workbook's notes may be called “Description”.",
    ),
    # columns
    "column_missing": (
        "Thiếu cột “{value}”; hãy thêm cột này, có thể để trống các ô nếu cột không bắt buộc.",
        "The column “{value}” is missing; add it, its fields may be empty where the column is optional.",
    ),
    "column_unknown": (
        "Không có cột nào tên “{value}”; có phải là “{nearest}”? Nếu không, hãy bỏ cột này.",
        "There is no column “{value}”; is it “{nearest}”? If not, remove it.",
    ),
    "column_double": (
        "Cột “{value}” xuất hiện hai lần; hãy giữ lại một cột.",
        "The column “{value}” stands twice; keep one of them.",
    ),
    "too_many_fields": (
        "Dòng này có nhiều ô hơn dòng tiêu đề; hãy đặt trong ngoặc kép những ô có chứa dấu phân cách.",
        "This row has more fields than the heading; put fields that hold the separator in quotation marks.",
    ),
    # values
    "empty": ("Ô “{column}” bắt buộc phải có giá trị.", "The field “{column}” must not be empty."),
    "control_character": (
        "Có ký tự điều khiển hoặc ký tự ẩn {point} ở vị trí {position}; hãy gõ lại ô này.",
        "There is a control or invisible character {point} at position {position}; type the field again.",
    ),
    "text_broken": (
        "Chữ đã bị hỏng (ký tự thay thế U+FFFD); hãy lấy lại từ bản gốc.",
        "The text is damaged (replacement character U+FFFD); take it from the original again.",
    ),
    "several_lines": ("Ô này phải nằm trên một dòng.", "This field must be one line."),
    "text_too_long": (
        "Dài {length} ký tự; tối đa {limit} ký tự.",
        "It is {length} characters long; at most {limit} are allowed.",
    ),
    "markup": (
        "Có mã HTML sót lại; có phải là “{better}”?",
        "There is a remnant of HTML; is “{better}” meant?",
    ),
    "formula": (
        "Giá trị bắt đầu như một công thức; hãy ghi kết quả, không ghi công thức (không bắt đầu bằng = + - @).",
        "It begins like a formula; write the result, not the formula (nothing may begin with = + - @).",
    ),
    "excel_error": (
        "Ô Excel đang báo lỗi {value}; hãy ghi giá trị đúng.",
        "The Excel cell shows the error {value}; write the right value.",
    ),
    "not_text": (
        "Excel đã đổi ô này thành ngày tháng hoặc số; hãy định dạng cột là Text rồi gõ lại.",
        "Excel has turned this into a date or a number; format the column as text and type it again.",
    ),
    "code_malformed": (
        "Mã không đúng dạng; chỉ gồm chữ cái, chữ số và . - _ /, không có dấu cách, tối đa 48 ký tự.",
        "The code is malformed; only letters, digits and . - _ /, no spaces, at most 48 characters.",
    ),
    "code_double": (
        "Mã “{value}” đã có ở {place}; mỗi mã chỉ dùng một lần, không phân biệt chữ hoa chữ thường.",
        "The code “{value}” stands already in {place}; each is used once, whatever the letter case.",
    ),
    "date_unreadable": (
        "Không đọc được ngày; hãy viết 2019-04-01 hoặc 1/4/2019 (ngày/tháng/năm).",
        "This is not readable as a date; write 2019-04-01 or 1/4/2019 (day/month/year).",
    ),
    "date_impossible": (
        "Không có ngày này; hãy viết theo thứ tự ngày/tháng/năm, ví dụ 1/4/2019.",
        "There is no such day; write day/month/year, for example 1/4/2019.",
    ),
    "count_textual": ("Phải là một số nguyên, ví dụ 25 hoặc 5.976.", "It must be a whole number, such as 25 or 5.976."),
    "count_negative": ("Số lượng không được âm; hãy ghi 0 trở lên.", "A count cannot be negative; write 0 or more."),
    "count_fractional": (
        "Số lượng phải là số nguyên; dấu chấm chỉ dùng ngăn cách hàng nghìn, như 5.976.",
        "A count must be whole; a point only separates thousands, as in 5.976 for 5976.",
    ),
    "count_too_large": ("Số lượng quá lớn; tối đa {limit}.", "The count is too large; at most {limit}."),
    "yes_no_unreadable": (
        "Hãy ghi “có” hoặc “không” (yes, no, true, false, 1, 0).",
        "Write “yes” or “no” (có, không, true, false, 1, 0).",
    ),
    "kind_unknown": (
        "Hãy ghi “committee” (đảng bộ, đảng ủy) hoặc “cell” (chi bộ).",
        "Write “committee” or “cell”.",
    ),
    # units
    "type_unknown": (
        "Không có loại hình chi bộ này; hãy dùng một trong: {names}.",
        "There is no such cell type; use one of: {names}.",
    ),
    "type_on_committee": (
        "Chỉ chi bộ mới có loại hình; hãy để trống ô này hoặc đổi “kind” thành cell.",
        "Only cells have a type; leave the field empty or make the kind “cell”.",
    ),
    "type_missing": (
        "Chi bộ phải có loại hình; hãy dùng một trong: {names}.",
        "A cell must have a type; use one of: {names}.",
    ),
    "parent_missing": (
        "Chi bộ phải thuộc một đảng bộ; hãy ghi mã của đảng bộ cấp trên.",
        "A cell must have a parent; write the code of the committee above it.",
    ),
    "parent_unknown": (
        "Không có đơn vị nào mã “{value}”{nearest_vi}; hãy thêm đơn vị ấy hoặc sửa mã.",
        "There is no unit with the code “{value}”{nearest_en}; add the unit or correct the code.",
    ),
    "parent_is_cell": (
        "“{value}” là chi bộ; đơn vị cấp trên phải là đảng bộ (committee).",
        "“{value}” is a cell; the parent must be a committee.",
    ),
    "parent_cycle": (
        "Các đơn vị này là cấp trên của nhau thành vòng: {cycle}; hãy sửa một mã cấp trên.",
        "These units are each other's parents in a circle: {cycle}; correct one parent code.",
    ),
    "root_double": (
        "Đã có đơn vị cấp cao nhất là {place}; chỉ một đảng bộ được để trống cấp trên.",
        "The topmost unit is already {place}; only one committee may be without a parent.",
    ),
    "before_established": (
        "Ngày này trước ngày thành lập của “{unit}” ({since}); hãy sửa một trong hai ngày.",
        "This day is before “{unit}” was established ({since}); correct one of the two.",
    ),
    # rolls
    "in_the_future": (
        "Ngày này ở tương lai (hôm nay là {today}); hãy ghi số liệu của một ngày đã qua.",
        "This day is in the future (today is {today}); give the counts of a day that has come.",
    ),
    "unit_unknown": (
        "Không có đơn vị nào mã “{value}”{nearest_vi}; hãy thêm đơn vị ấy hoặc sửa mã.",
        "There is no unit with the code “{value}”{nearest_en}; add the unit or correct the code.",
    ),
    "exempt_above_members": (
        "Số được miễn ({value}) nhiều hơn số đảng viên ({members} = chính thức + dự bị); hãy sửa một trong hai.",
        "More are exempt ({value}) than are members ({members} = official + probationary); correct one of them.",
    ),
    "absent_above_members": (
        "Miễn + đi nơi khác + nhiệm vụ đặc biệt ({absent}) nhiều hơn số đảng viên kể cả nơi khác đến ({members}).",
        "Exempt + away + special duty ({absent}) are more than members and guests together ({members}).",
    ),
    "roll_double": (
        "Đơn vị này đã có số liệu cùng ngày ở {place}; hãy giữ lại một dòng.",
        "This unit has a roll of the same day in {place}; keep one of them.",
    ),
    # people, notices, assignments
    "cell_unknown": (
        "Không có chi bộ nào mã “{value}”{nearest_vi}; hãy thêm chi bộ ấy hoặc sửa mã.",
        "There is no cell with the code “{value}”{nearest_en}; add the cell or correct the code.",
    ),
    "not_a_cell": (
        "“{value}” là đảng bộ, không phải chi bộ; hãy ghi mã một chi bộ.",
        "“{value}” is a committee, not a cell; write the code of a cell.",
    ),
    "issuer_is_cell": (
        "“{value}” là chi bộ; thông báo phải do một cấp ủy (committee) ban hành.",
        "“{value}” is a cell; a notice must be issued by a committee.",
    ),
    "notice_without_pairs": (
        "Thông báo này chưa phân công ai; hãy ghi các cặp người và chi bộ vào bảng assignments.",
        "This notice assigns nobody; write its pairs of person and cell into the sheet assignments.",
    ),
    "person_unknown": (
        "Không có người nào mã “{value}”{nearest_vi}; hãy thêm vào bảng people hoặc sửa mã.",
        "There is no person with the code “{value}”{nearest_en}; add the person to people or correct the code.",
    ),
    "notice_unknown": (
        "Không có thông báo nào số “{value}”{nearest_vi}; hãy thêm vào bảng notices hoặc sửa số.",
        "There is no notice numbered “{value}”{nearest_en}; add it to the sheet notices or correct the number.",
    ),
    "end_before_begin": (
        "Ngày kết thúc trước ngày bắt đầu ({begin}); hãy sửa một trong hai ngày.",
        "It ends before it begins ({begin}); correct one of the two dates.",
    ),
    "own_cell": (
        "“{value}” là chi bộ của chính người ấy; phải phân công một chi bộ khác.",
        "“{value}” is the person's own cell; assign another one.",
    ),
    "pair_double": (
        "Cặp người và chi bộ này đã có trong cùng thông báo ở {place}; hãy giữ lại một dòng.",
        "This person and cell stand already in the same notice in {place}; keep one of them.",
    ),
}
