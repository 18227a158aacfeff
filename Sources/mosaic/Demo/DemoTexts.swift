/// What the demo's data user writes.
enum DemoTexts {
    static let form = """
        title: "Which prostate lesions need a biopsy?"
        description: "We study whether PSA, age and the diffusion-weighted signal together tell clinically significant prostate cancer apart."
        intendedUse: "A logistic regression, fitted across the holders by exchange of aggregates. No image leaves a holder."
        organisation: "Demo University"
        principalInvestigator: "Ana Sousa"
        principalInvestigatorEmail: "ana@demo.example"
        contact: "Ana Sousa"
        contactEmail: "ana@demo.example"
        operations: [exactCount, train]
        months: 12
        ethicsApproval: granted
        ethicsReference: "Demo 2026/1"
        impactAssessment: "DPIA of Demo University, 2026"
        dataProtectionOfficer: "dpo@demo.example"
        codeOfConduct: "Code of conduct for health research"
        medicalDevice: false
        riskAssessment: "No AI system is made; the model is published as a table."
        promisesConfidentiality: true
        agreesToTerms: true
        """
}
