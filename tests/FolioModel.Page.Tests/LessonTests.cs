using FolioModel.Cli.Show;

namespace FolioModel.Page.Tests;

/// <summary>Each lesson runs, says numbers that the model has, asks, and has a page and a teacher's sheet.</summary>
[TestFixture]
internal sealed class LessonTests
{
    private static IEnumerable<string> Names => ScriptShelf.Lessons.Names;

    [Test]
    public void ThereAreTenLessons() => Assert.That(ScriptShelf.Lessons.Names, Has.Count.EqualTo(10));

    [TestCaseSource(nameof(Names))]
    public void ALessonHasProsePredictionsALabAndASheet(string name)
    {
        FolioScript lesson = ScriptShelf.Lessons.Find(name)!;
        FolioTrace trace = lesson.Run();
        Assert.That(trace.Head.Kind, Is.EqualTo("lesson"));
        Assert.That(trace.Head.Sections, Has.Count.GreaterThan(4));
        Assert.That(trace.Head.Questions, Has.Count.GreaterThanOrEqualTo(3));
        Assert.That(lesson.Source.Count(static l => l.Contains("expect ", StringComparison.Ordinal)), Is.GreaterThanOrEqualTo(3));
        Assert.That(lesson.TeacherSheet.Count(static l => l.Contains("minutes", StringComparison.Ordinal)), Is.GreaterThanOrEqualTo(1));
        Assert.That(
            lesson.TeacherSheet.Count(static l => l.StartsWith("Misconception", StringComparison.Ordinal)), Is.GreaterThanOrEqualTo(2));
        Assert.That(lesson.TeacherSheet.Count(static l => l.StartsWith("Lab", StringComparison.Ordinal)), Is.EqualTo(1));
        Assert.That(FolioTrace.Read(trace.ToJson()).ToJson(), Is.EqualTo(trace.ToJson()));
    }

    [TestCase("grap data 5 as f", 1, 1, "there is no operation 'grap'")]
    [TestCase("file data\ngrab dat 5 as f", 2, 6, "there is no file 'dat'; expected one of data")]
    [TestCase("file data\ngrab data five as f", 2, 11, "'five': expected an index")]
    [TestCase("file data\ngrab data 5", 2, 12, "expected 'as NAME'")]
    [TestCase("file data\nput f", 2, 5, "there is no folio 'f'")]
    [TestCase("file data\ngrab data 5 as f\nlock f", 3, 1, "would wait for")]
    [TestCase("file data\ngrab data 5 as f\nexpect f 4", 3, 1, "the model has 3, not 4")]
    [TestCase("machine profile=1.0", 1, 17, "there is no profile '1.0'")]
    [TestCase("x: drain all", 1, 1, "there is no task 'x'")]
    public void AMistakeIsToldWithItsLineAndColumn(string text, int line, int column, string reason) => Assert.That(
        () => FolioScript.Parse(text, "wrong").Run(),
        Throws.InstanceOf<BadFolioScriptException>().With.Message.StartsWith(
            $"line {line}, column {column}: ").And.Message.Contains(reason));

    [Test]
    public void AScenarioFileCanBeExplored()
    {
        ExplorationProgram program = FolioScript.Parse(
            "file data\na: grab data 0 as f\na: unlock f\na: put f\nb: drain all", "two").ToProgram();
        ExplorationResult result = Explorer.Explore(program);
        Assert.That(result.Verdict, Is.EqualTo(Verdict.Exhaustive));
        Assert.That(result.Executions, Is.GreaterThan(1));
    }
}
