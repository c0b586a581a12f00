package seeds

// The words of the large demo in languages that are written from right to left, or with letters of their own.

var arabic = tongue{
	actions: []string{"تدريب على", "معدات من أجل", "صياغة تشريع بشأن", "إرشاد في مجال", "سجل إلكتروني من أجل", "مشورة بشأن"},
	subjects: []string{"وسم الأسلحة النارية", "حفظ سجلات مخزون الأسلحة", "طلبات التعقب", "الأمن المادي للمستودعات", "تراخيص التصدير",
		"مراقبة العبور", "المساعدة القانونية المتبادلة", "مكونات العبوات الناسفة المرتجلة", "تبادل المعلومات", "التحقيقات المالية"},
	places: []string{"في المركز الحدودي رقم %d", "في المستودع رقم %d", "للمختبر رقم %d", "في المنطقة رقم %d"},
	sentences: []string{"تُحفظ السجلات على الورق ولا يمكن البحث فيها.", "ينتظر الطلب القادم من الخارج خمسة أشهر في المتوسط.",
		"لدى مؤسستين سجلان لا يتصل أحدهما بالآخر.", "يتغير الموظفون كل سنتين ويأخذون معهم ما تعلموه.",
		"ينص القانون على الواجب ولا يقول أي مرسوم من ينفذه."},
}

var turkish = tongue{
	actions: []string{"Eğitim:", "Donanım:", "Mevzuat taslağı:", "Mentorluk:", "Elektronik kayıt:", "Danışmanlık:"},
	subjects: []string{"ateşli silahların işaretlenmesi", "silah stoklarının kaydı", "izleme talepleri", "depoların fiziki güvenliği",
		"ihracat lisansları", "transit denetimi", "balistik kimliklendirme", "karşılıklı adli yardım", "bilgi paylaşımı",
		"İçişleri görevlileri için ön çalışma"},
	places: []string{"%d numaralı sınır karakolunda", "%d numaralı depoda", "%d numaralı laboratuvar için", "%d numaralı ilçede"},
	sentences: []string{"Kayıtlar kâğıt üzerinde tutuluyor ve aranamıyor.", "Yurt dışından gelen talepler ortalama beş ay bekliyor.",
		"İki kurumun kayıtları birbirine bağlı değil.", "Görevliler iki yılda bir değişiyor.",
		"Kanun görevi sayıyor, ama kimin yapacağını söylemiyor."},
}

// largeTongues are the languages of titles and texts, in turn.
var largeTongues = []tongue{english, russian, arabic, turkish, kazakh}

// largeStateNames name the States in the names of their institutions.
var largeStateNames = map[string]string{"KAZ": "Kazakhstan", "UZB": "Uzbekistan", "KGZ": "Kyrgyzstan", "TJK": "Tajikistan",
	"TKM": "Turkmenistan"}

// largePartners are the partners that the large demo has beside the demo's own five: code, name, and the name of their person.
var largePartners = [][3]string{
	{"SED", "Sınır Eğitim Derneği", "Çağla Şimşek"}, {"MTH", "مركز التدريب على الحدود", "ليلى حداد"},
	{"ZPC", "Центр правовой практики «Заря»", "Гүлнәр Ыбыраева"}, {"ABC", "Armoury Book-keeping Centre", "Zoë O’Sullivan-Nguyễn"},
	{"QKO", "Қару есебі орталығы", "Әсел Өтегенқызы"}, {"IGD", "Iğdır Yöntem Enstitüsü", "İlker Iğdırlı"},
	{"MAM", "مؤسسة المشورة والمعرفة", "عبد الرحمن بن يوسف"}, {"TRS", "Trésor et suivi", "Loïc d’Arcœur"},
	{"UNK", "Учебно-научный клуб таможенников", "Ёлкин-Щукин Феофан Эдуардович"},
}

// largeTexts are the sentences of comments.
var largeTexts = []string{"Please say by when this can be answered.", "Просим указать, кто за это отвечает.",
	"يرجى تأكيد الموعد قبل نهاية الشهر.", "Tarihi ay sonuna kadar onaylayın lütfen.", "Күнін ай соңына дейін растауыңызды сұраймыз."}
