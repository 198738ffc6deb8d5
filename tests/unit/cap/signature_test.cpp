// Signatures by pinned certificates only, over the whole message only; every known way round it is tried.

#include "protocol/os/clock.hpp"
#include "tests/unit/cap/messages.hpp"
#include "tests/unit/cap/signing.hpp"

namespace tongluo::cap::test {
namespace {

class CapSignature : public ::testing::Test {
 protected:
  // The pin's name, or the rejection's code.
  std::string verdict(std::string_view text) { return verdict(text, pins_); }
  static std::string verdict(std::string_view text, const PinnedCertificates& pins) {
    const auto verified = verify_signature(as_bytes(text), pins, os::wall_now());
    return verified ? "by " + verified->certificate : verified.error().code;
  }
  std::string signed_with(const SignatureForm& form) { return sign_message(std::string(kGood), source_, form); }

  Certified source_ = tongluo::test::make_authority("flood office");
  Certified stranger_ = tongluo::test::make_authority("stranger");
  PinnedCertificates pins_ = pinned({{"flood", source_}});
};

TEST_F(CapSignature, PinnedCertificateIsNamed) {
  const std::string text = sign_message(std::string(kGood), source_);
  EXPECT_EQ(verdict(text), "by flood");
  EXPECT_EQ(code_of(text), "accepted");
  const auto both = pinned({{"stranger", stranger_}, {"flood", source_}});
  EXPECT_EQ(verdict(text, both), "by flood");
}

TEST_F(CapSignature, RsaAndEveryStrongDigestAndCanonicalFormIsGood) {
  const Certified rsa = make_rsa(2'048);
  const auto pins = pinned({{"flood", source_}, {"rsa", rsa}});
  for (const char* bits : {"256", "384", "512"}) {
    SignatureForm form = rsa_form();
    form.method = std::string("http://www.w3.org/2001/04/xmldsig-more#rsa-sha") + bits;
    EXPECT_EQ(verdict(sign_message(std::string(kGood), rsa, form), pins), "by rsa") << bits;
  }
  for (const char* canonical : {"http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
                                "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments",
                                "http://www.w3.org/2006/12/xml-c14n11", "http://www.w3.org/2001/10/xml-exc-c14n#"}) {
    SignatureForm form;
    form.canonical = canonical;
    form.transforms += std::string("<Transform Algorithm=\"") + canonical + "\"/>";
    EXPECT_EQ(verdict(signed_with(form), pins), "by flood") << canonical;
  }
}

TEST_F(CapSignature, UnsignedUnpinnedAndBrokenAreDifferentReasons) {
  EXPECT_EQ(verdict(kGood), "sig.missing");
  const std::string text = sign_message(std::string(kGood), source_);
  EXPECT_EQ(verdict(text, PinnedCertificates()), "sig.unpinned");
  EXPECT_EQ(verdict(sign_message(std::string(kGood), stranger_)), "sig.unpinned");
  EXPECT_EQ(verdict(with(text, "500116101000", "500116000000")), "sig.broken");
  EXPECT_EQ(verdict(with(text, "Actual", "Test")), "sig.broken");
  const auto value = text.find("<SignatureValue>") + 20;
  std::string other = text;
  other[value] = other[value] == 'A' ? 'B' : 'A';
  EXPECT_EQ(verdict(other), "sig.unpinned");
}

TEST_F(CapSignature, KeyInsideTheMessageIsNeverUsed) {
  std::string body = stranger_.certificate_pem;
  body = body.substr(body.find('\n') + 1);
  body = body.substr(0, body.find("-----END"));
  SignatureForm form;
  form.more = "<KeyInfo><X509Data><X509Certificate>" + body + "</X509Certificate></X509Data></KeyInfo>";
  EXPECT_EQ(verdict(sign_message(std::string(kGood), stranger_, form)), "sig.unpinned");
  EXPECT_EQ(verdict(sign_message(std::string(kGood), source_, form)), "by flood");
}

TEST_F(CapSignature, OldAlgorithmsAreRefusedByName) {
  SignatureForm form;
  form.digest = "http://www.w3.org/2000/09/xmldsig#sha1";
  EXPECT_EQ(verdict(signed_with(form)), "sig.sha1");
  form = {};
  form.method = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha1";
  EXPECT_EQ(verdict(signed_with(form)), "sig.sha1");
  const std::string text = signed_with({});
  EXPECT_EQ(verdict(with(text, "xmldsig-more#ecdsa-sha256", "xmldsig-more#hmac-sha256")), "sig.algorithm");
  EXPECT_EQ(verdict(with(text, "xmldsig-more#ecdsa-sha256", "xmldsig-more#rsa-md5")), "sig.algorithm");
  EXPECT_EQ(verdict(with(text, "xml-exc-c14n#", "unknown-c14n#")), "sig.algorithm");
}

TEST_F(CapSignature, PartOfTheDocumentIsNotEnough) {
  SignatureForm form;
  form.reference = "";
  EXPECT_EQ(verdict(with(signed_with({}), " URI=\"\"", "")), "sig.partial");
  EXPECT_EQ(verdict(with(signed_with({}), "URI=\"\"", "URI=\"#a\"")), "sig.partial");
  EXPECT_EQ(verdict(with(signed_with({}), "URI=\"\"", "URI=\"#xpointer(/)\"")), "sig.partial");
  EXPECT_EQ(verdict(with(signed_with({}), "URI=\"\"", "URI=\"file:///etc/hostname\"")), "sig.partial");
  const std::string text = signed_with({});
  const auto begin = text.find("<Reference"), end = text.find("</Reference>") + 12;
  EXPECT_EQ(verdict(with(text, "</SignedInfo>", text.substr(begin, end - begin) + "</SignedInfo>")), "sig.partial");
}

TEST_F(CapSignature, OtherTransformsAreRefused) {
  const std::string enveloped = SignatureForm().transforms;
  const std::string xpath =
      "<Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xpath-19991116\"><XPath>true()</XPath></Transform>";
  for (const std::string& transforms :
       {std::string(), xpath, xpath + enveloped, enveloped + xpath,
        std::string("<Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xslt-19991116\"/>"),
        std::string("<Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#base64\"/>")})
    EXPECT_EQ(verdict(with(signed_with({}), enveloped, transforms)), "sig.transform") << transforms;
}

// The signed message is hidden inside a new one, so that one program verifies the old and another reads the new.
TEST_F(CapSignature, WrappedMessagesAreRefused) {
  const std::string text = sign_message(std::string(kGood), source_);
  const auto begin = text.find("<alert"), signature = text.find("<Signature"), end = text.find("</alert>");
  const std::string original = text.substr(begin);
  const std::string mark = text.substr(signature, end - signature);
  const std::string forged = good_with("500116101000", "500116000000");
  // The whole signed message inside the new one, or inside the signature.
  EXPECT_EQ(verdict(with(forged, "</alert>", original + "</alert>")), "sig.misplaced");
  EXPECT_EQ(verdict(with(forged, "</alert>",
                         with(mark, "</Signature>", "<Object>" + original + "</Object></Signature>") + "</alert>")),
            "sig.many");
  const std::string unsigned_original = with(original, mark, "");
  const std::string wrapping =
      with(mark, "</Signature>", "<Object Id=\"a\">" + unsigned_original + "</Object></Signature>");
  EXPECT_EQ(verdict(with(forged, "</alert>", wrapping + "</alert>")), "sig.malformed");
  // The signature moved, doubled or copied to another message.
  EXPECT_EQ(verdict(with(forged, "<info>", mark + "<info>")), "sig.misplaced");
  EXPECT_EQ(verdict(with(text, "</alert>", mark + "</alert>")), "sig.many");
  EXPECT_EQ(verdict(with(forged, "</alert>", mark + "</alert>")), "sig.broken");
  // A second info beside the signed one.
  EXPECT_EQ(verdict(with(text, "<info>", "<info/><info>")), "sig.broken");
  EXPECT_EQ(verdict(with(text, mark, mark + "<info/>")), "sig.misplaced");
}

TEST_F(CapSignature, EqualIdsGainNothing) {
  SignatureForm form;
  form.reference = "URI=\"#a\"";
  std::string text = good_with("<info>", "<info xml:id='a'>");
  text = with(text, "</info>", "</info><info xml:id='a'/>");
  const std::string signed_text = with(sign_message(text, source_), "URI=\"\"", "URI=\"#a\"");
  EXPECT_EQ(verdict(signed_text), "sig.partial");
  EXPECT_EQ(code_of(signed_text), "schema.invalid");
}

TEST_F(CapSignature, HoldsOverTheBytesAsReceivedWhateverTheDialect) {
  const std::string text = good_with("08:00:00+08:00</sent>", "08:00:00.25+08:00</sent>");
  const std::string good = sign_message(with(text, "10:00:00+08:00", "10:00:00Z"), source_);
  EXPECT_EQ(verdict(good), "by flood");
  const auto alert = read(good);
  ASSERT_TRUE(alert) << alert.error().detail;
  EXPECT_EQ(alert->deviations, (std::vector<std::string>{"time-z", "time-fraction"}));
}

TEST_F(CapSignature, UnusableCertificatesCannotBePinned) {
  EXPECT_FALSE(PinnedCertificates::load({{"short", to_bytes(make_rsa(1'024).certificate_pem)}}));
  EXPECT_FALSE(PinnedCertificates::load({{"key", to_bytes(source_.key_pem)}}));
  EXPECT_FALSE(PinnedCertificates::load({{"none", to_bytes("hello")}}));
  EXPECT_FALSE(PinnedCertificates::load({{"a", to_bytes(source_.certificate_pem)}, {"a", to_bytes("x")}}));
  EXPECT_FALSE(PinnedCertificates::load(std::vector<PinFile>(17, {"a", {}})));
}

TEST_F(CapSignature, ExpiredPinIsRefused) {
  const Certified rsa = make_rsa(2'048, -1);
  EXPECT_EQ(verdict(sign_message(std::string(kGood), rsa, rsa_form()), pinned({{"old", rsa}})), "sig.pin_expired");
}

}  // namespace
}  // namespace tongluo::cap::test
