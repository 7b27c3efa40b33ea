using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FolioModel.Cli;
using FolioModel.Cli.Modules;
using FolioModel.Cli.Quiz;
using FolioModel.Cli.Show;
using FolioModel.Show;
using FolioModel.Testing;

namespace FolioModel.Tests.CommandLines;

/// <summary>Quizzes: the same seed gives the same sheet, and what the sheet says is right the model says too.</summary>
[TestFixture]
internal sealed partial class QuizTests
{
    private static readonly int s_seeds = Thoroughness.Of(full: 12, quick: 4);

    private string _folder = "";

    private static IEnumerable<string> Topics => QuizTopics.All.Select(static t => t.Name);

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("folio-quiz-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void EveryLessonHasATopic() =>
        Assert.That(QuizTopics.All.Select(static t => t.Lesson), Is.EqualTo([.. ScriptShelf.Lessons.Names, "readahead-windows"]));

    [TestCaseSource(nameof(Topics))]
    public void TheSameSeedGivesTheSameSheetAndOthersGiveOthers(string topic)
    {
        HashSet<string> programs = [];
        for (int seed = 1; seed <= s_seeds; seed++)
        {
            QuizSheet sheet = SheetOf(topic, seed);
            Assert.That(QuizJson.Write(SheetOf(topic, seed), true), Is.EqualTo(QuizJson.Write(sheet, true)));
            Assert.That(sheet.Questions, Has.Count.EqualTo(5), $"{topic} --seed {seed}");
            programs.Add(string.Join('\n', sheet.Program));
        }

        Assert.That(programs, Has.Count.GreaterThan(s_seeds * 3 / 4));
    }

    /// <summary>Each kind of question of a topic is asked sooner or later.</summary>
    [TestCaseSource(nameof(Topics))]
    public void EveryKindOfQuestionIsAsked(string topic)
    {
        HashSet<string> asked = [];
        for (int seed = 1; seed <= 2 * s_seeds; seed++)
        {
            asked.UnionWith(SheetOf(topic, seed, level: 1).Questions.Select(static q => Plain().Replace(q.Text, "")[..12]));
        }

        Assert.That(asked, Has.Count.GreaterThanOrEqualTo(Math.Min(3, QuizTopics.Find(topic)!.Kinds.Count)));
    }

    [TestCaseSource(nameof(Topics))]
    public void TheModelAgreesWithWhatASheetSaysIsRight(string topic)
    {
        int compared = 0;
        for (int seed = 1; seed <= s_seeds; seed++)
        {
            QuizSheet sheet = SheetOf(topic, seed, questions: 12);
            foreach (QuizQuestion question in sheet.Questions)
            {
                compared += AgreesOrIsNotCompared(sheet, question) ? 1 : 0;
            }
        }

        Assert.That(compared, Is.GreaterThan(topic is "percpu" or "reclaim" or "xarray" ? -1 : 5));
    }

    [TestCaseSource(nameof(Topics))]
    public void TheAnswersOfASheetAreGradedRightAndChangedOnesWrong(string topic)
    {
        (int code, string sheet, _) = Run("quiz", topic, "--seed", "5", "-c");
        Assert.That(code, Is.Zero);
        (int right, string told, string error) = Grade(sheet);
        Assert.That((right, error), Is.EqualTo((0, "")), told);
        Assert.That(told, Does.EndWith("5 of 5 right.\n"));

        string wrong = AnswerLine().Replace(sheet, static m => $"{m.Groups["start"].Value} {Changed(m.Groups["answer"].Value)}");
        (int code2, string told2, _) = Grade(wrong);
        Assert.That(code2, Is.EqualTo(1), told2);
        Assert.That(told2, Does.EndWith("0 of 5 right.\n").And.Contain("   | "));
    }

    [Test]
    public void AnEmptySheetHasNoAnswerRight()
    {
        (_, string sheet, _) = Run("quiz", "counts", "--seed", "2");
        (int code, string told, _) = Grade(sheet);
        Assert.That(code, Is.EqualTo(1));
        Assert.That(told, Does.Contain("1. no answer; it is: ").And.EndWith("0 of 5 right.\n"));
    }

    [Test]
    public void AnswersAreReadFromJsonInBothForms()
    {
        (_, string json, _) = Run("quiz", "counts", "--seed", "4", "--json", "-c");
        Assert.That(Grade(json).Code, Is.Zero);
        JsonObject answers = new(JsonNode.Parse(json)!["questions"]!.AsArray().Select(
            static q => KeyValuePair.Create($"{q!["number"]}", (JsonNode?)$"{q["answer"]}")));
        string plain = new JsonObject { ["quiz"] = "counts", ["seed"] = 4, ["answers"] = answers }.ToJsonString();
        (int code, string told, _) = Grade(plain, "--json");
        Assert.That(code, Is.Zero);
        Assert.That((int)JsonNode.Parse(told)!["right"]!, Is.EqualTo(5));
    }

    [TestCase("page cache 1, caller (get) 1", "Caller (get), PAGE CACHE", AnswerForm.Set, true)]
    [TestCase("page cache 1, caller (get) 2", "page cache + caller (get)", AnswerForm.Set, false)]
    [TestCase("page cache 4", "page cache 4, page cache 4", AnswerForm.Set, false)]
    [TestCase("none", "nobody", AnswerForm.Set, true)]
    [TestCase("3, 2, 1", "3,2,1", AnswerForm.Sequence, true)]
    [TestCase("3, 2, 1", "1, 2, 3", AnswerForm.Sequence, false)]
    [TestCase("0x10", "16", AnswerForm.Number, true)]
    [TestCase("0x10", "sixteen", AnswerForm.Number, false)]
    [TestCase("the active list", "The  active list", AnswerForm.Choice, true)]
    public void AnAnswerIsComparedAsAPersonWould(string right, string given, AnswerForm form, bool isRight) =>
        Assert.That(AnswerText.IsRight(form, given, right), Is.EqualTo(isRight));

    [TestCase("", "expected a line such as 'folio quiz counts --seed 7'")]
    [TestCase("folio quiz counts --seed 7\n", "expected lines such as 'answer 1: 3'")]
    [TestCase("folio quiz counts --seed 7\nanswer 1: 3\nanswer 1: 4\n", "question 1 is answered twice")]
    [TestCase("folio quiz counts --seed 7\nanswer 9: 3\n", "there is no question 9")]
    [TestCase("folio quiz counts --seed 7\nsheet 00000000\nanswer 1: 3\n", "the answers are to sheet 00000000")]
    [TestCase("folio quiz cuonts --seed 7\nanswer 1: 3\n", "did you mean 'counts'?")]
    [TestCase("folio quiz - --seed 7\nanswer 1: 3\n", "standard input")]
    [TestCase("{\"seed\": 7}", "expected a member \"quiz\"")]
    [TestCase("{\"quiz\": \"counts\"", "depth")]
    [TestCase("{\"quiz\": \"counts\", \"answers\": {\"one\": 1}}", "expected the number of a question")]
    public void WhatIsNoSheetOfAnswersIsRefused(string text, string reason)
    {
        (int code, string told, string error) = Grade(text);
        Assert.That((code, told), Is.EqualTo((2, "")));
        Assert.That(error, Does.StartWith("folio grade: ").And.Contain(reason));
    }

    [TestCase("there is no topic 'locks'", "locks")]
    [TestCase("expected --level 1 to 3", "counts", "--level", "4")]
    [TestCase("expected --level 1 to 3 and --questions 1 to 50", "counts", "--questions", "0")]
    public void WhatIsNoQuizIsRefused(string reason, params string[] arguments)
    {
        (int code, _, string error) = Run(["quiz", .. arguments]);
        Assert.That(code, Is.EqualTo(2));
        Assert.That(error, Does.Contain(reason));
    }

    [Test]
    public void AScenarioFileIsAskedAboutAndGradedBesideItsAnswers()
    {
        string file = Path.Combine(_folder, "mine.folio");
        File.WriteAllText(file, "file data\ngrab data 5 as f\nunlock f\ndrain all\nput f\n");
        (int code, string sheet, string error) = Run("quiz", file, "--seed", "3", "-c");
        Assert.That((code, error), Is.EqualTo((0, "")));
        Assert.That(Grade(sheet).Code, Is.Zero);
        Assert.That(Grade(sheet.Replace(file, "mine.folio", StringComparison.Ordinal)).Code, Is.Zero);
        File.AppendAllText(file, "find data 5 as g\n");
        Assert.That(Grade(sheet).Error, Does.Contain("it was made by another version, or from another file"));
    }

    [Test]
    public void EveryLessonCanBeAskedAbout()
    {
        foreach (string lesson in ScriptShelf.Lessons.Names)
        {
            QuizSheet sheet = QuizSheet.Of(ScriptShelf.Lessons.Find(lesson)!, new QuizRequest(lesson, 1, 1, 5));
            Assert.That(sheet.Questions, Has.Count.EqualTo(5), lesson);
        }
    }

    /// <summary>
    /// Asks the model another way: a scenario file with the answer as an expectation runs, and with another one does not.
    /// </summary>
    private static bool AgreesOrIsNotCompared(QuizSheet sheet, QuizQuestion question)
    {
        if (CountText().Match(question.Text) is { Success: true } count)
        {
            int right = int.Parse(question.Answer, CultureInfo.InvariantCulture);
            Assert.That(Runs(sheet, question.Line, $"expect {count.Groups["name"].Value} {right}"), Is.True, question.Text);
            Assert.That(Runs(sheet, question.Line, $"expect {count.Groups["name"].Value} {right + 1}"), Is.False, question.Text);
            return true;
        }

        if (BlocksText().Match(question.Text) is { Success: true } blocks)
        {
            Assert.That(Runs(sheet, question.Line, $"expect free {blocks.Groups["order"].Value} {question.Answer}"), Is.True,
                question.Text);
            return true;
        }

        if (TrialText().Match(question.Text) is { Success: true } trial
            && !trial.Groups["line"].Value.StartsWith("reclaim", StringComparison.Ordinal))
        {
            bool succeeds = Runs(sheet, question.Line, trial.Groups["line"].Value, "expect result success");
            Assert.That(question.Answer, Is.EqualTo(succeeds ? "yes" : "no"), question.Text);
            return true;
        }

        if (FlagText().Match(question.Text) is { Success: true } flag)
        {
            FolioSession session = FolioSession.Of(sheet.Program.Take(question.Line), ModuleSet.BuiltIn.ScriptVerbs);
            bool has = session.Folios[flag.Groups["name"].Value].Flags.ToString().Split(", ").Contains(flag.Groups["flag"].Value);
            Assert.That(question.Answer, Is.EqualTo(has ? "yes" : "no"));
            return true;
        }

        if (HoldersText().Match(question.Text) is { Success: true } holders)
        {
            Folio folio = FolioSession.Of(sheet.Program.Take(question.Line), ModuleSet.BuiltIn.ScriptVerbs)
                .Folios[holders.Groups["name"].Value];
            int sum = question.Answer == "none" ? 0
                : question.Answer.Split(", ").Sum(static a => int.Parse(a[(a.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
            Assert.That(sum, Is.EqualTo(folio.RefCount), question.Text);
            return true;
        }

        if (ComingText().Match(question.Text) is { Success: true })
        {
            Assert.That(PagesThatCome(sheet.Program.Take(question.Line + 1)), Is.EqualTo(question.Answer), question.Text);
            return true;
        }

        return false;
    }

    private static bool Runs(QuizSheet sheet, int line, params string[] more)
    {
        try
        {
            FolioScript.Parse(string.Join('\n', sheet.Program.Take(line).Concat(more)), "sheet", ModuleSet.BuiltIn.ScriptVerbs).Explain();
            return true;
        }
        catch (BadFolioScriptException)
        {
            return false;
        }
    }

    private static QuizSheet SheetOf(string topic, int seed, int level = 1, int questions = 5) =>
        QuizCommand.SheetOf(new QuizRequest(topic, seed, level, questions));

    private static string Changed(string answer) => answer switch
    {
        "yes" => "no",
        "no" => "yes",
        "none" => "page cache 9",
        _ => $"{answer}7",
    };

    private (int Code, string Output, string Error) Grade(string answers, params string[] options)
    {
        string path = Path.Combine(_folder, "answers.txt");
        File.WriteAllText(path, answers);
        return Run(["grade", path, .. options]);
    }

    private static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int code = FolioCommandLine.Run(arguments, output, error);
        return (code, output.ToString(), error.ToString());
    }

    [GeneratedRegex(@"^(?<start>   answer \d+:) (?<answer>.+)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 10_000)]
    private static partial Regex AnswerLine();

    [GeneratedRegex(@"\d+|\W", RegexOptions.None, 10_000)]
    private static partial Regex Plain();

    [GeneratedRegex(@"^What is the reference count of (?<name>\w+) after", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex CountText();

    [GeneratedRegex(@"^How many free blocks of order (?<order>\d+) ", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex BlocksText();

    [GeneratedRegex(@"^Would '(?<line>[^']+)' succeed", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex TrialText();

    [GeneratedRegex(@"^Does (?<name>\w+) have the flag (?<flag>\w+) ", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex FlagText();

    [GeneratedRegex(@"^Who holds the references of (?<name>\w+) ", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex HoldersText();
}
