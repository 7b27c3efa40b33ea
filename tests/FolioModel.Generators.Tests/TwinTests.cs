using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FolioModel.Generators.Tests;

/// <summary>The text of a twin, and that it compiles.</summary>
internal sealed class TwinTests
{
    [Test]
    public void PointsAndMarkedCallsBecomeAwaitsAndEverythingElseStays()
    {
        Generated generated = Generated.From("""
                [Interleaved]
                public void Step()
                {
                    machine.Point(SchedulingPoint.Lock);
                    Inner(); // a comment
                    System.Console.WriteLine();
                }

                [Interleaved]
                private void Inner() => machine.Point(SchedulingPoint.Put);
            """);

        Assert.That(generated.Errors, Is.Empty);
        Assert.That(generated.Text, Does.Contain("""
                public async global::FolioModel.KernelWork StepAsync()
            #line 9 "Sample.cs"
                {
                    await machine.PointAsync(SchedulingPoint.Lock);
                    await InnerAsync(); // a comment
                    System.Console.WriteLine();
                }
            #line default
            """));
        Assert.That(generated.Text, Does.Contain("private async global::FolioModel.KernelWork InnerAsync()"));
        Assert.That(generated.Text, Does.Contain("await machine.PointAsync(SchedulingPoint.Put);"));
    }

    [Test]
    public void MarkedCallsInsideExpressionsAreAwaitedWhereTheyStand()
    {
        Generated generated = Generated.From("""
                [Interleaved]
                private bool Ask(int x) { machine.Point(SchedulingPoint.Put); return x > 0; }

                [Interleaved]
                public int Decide(int a)
                {
                    if (a == 0 || Ask(a) && !Ask(Ask(a + 1) ? 1 : 2))
                    {
                        return Ask(a) ? 1 : 0;
                    }

                    int sum = 0;
                    while (Ask(sum)) { sum++; }
                    for (int i = 0; Ask(i); i++) { sum += Ask(i) ? i : 0; }
                    foreach (int i in new[] { 1, 2 }) { sum += System.Math.Max(i, Ask(i) ? 1 : 2); }
                    return sum;
                }
            """);

        Assert.That(generated.Errors, Is.Empty);
        Assert.That(generated.Text,
            Does.Contain("if (a == 0 || (await AskAsync(a)) && !(await AskAsync((await AskAsync(a + 1)) ? 1 : 2)))"));
    }

    [Test]
    public void AMethodThatOnlyPassesACallOnHasNoStateMachine()
    {
        Generated generated = Generated.From("""
                [Interleaved]
                public int All(int a) => Some(a, 1);

                [Interleaved]
                private int Some(int a, int b) { machine.Point(SchedulingPoint.Put); return a + b; }
            """);

        Assert.That(generated.Errors, Is.Empty);
        Assert.That(generated.Text, Does.Contain("public global::FolioModel.KernelWork<int> AllAsync(int a)"));
        Assert.That(generated.Text, Does.Contain("SomeAsync(a, 1);"));
    }

    [Test]
    public void AMethodThatDropsTheResultOfTheCallItPassesOnStillCompiles() =>
        Assert.That(Generated.From("""
                [Interleaved]
                public void All(int a) => Some(a);

                [Interleaved]
                private int Some(int a) { machine.Point(SchedulingPoint.Put); return a; }
            """).Errors, Is.Empty);

    [Test]
    public void AMethodWithoutPointsHasATwinThatIsDoneAtOnce()
    {
        Generated generated = Generated.From("""
                [Interleaved]
                public int Plain(int a) { return a; }

                [Interleaved]
                public void Nothing() { }
            """);

        Assert.That(generated.Errors, Is.Empty);
        Assert.That(generated.Text, Does.Contain("=> new global::FolioModel.KernelWork<int>(Plain(a));"));
        Assert.That(generated.Text, Does.Not.Contain("async "));
    }

    [Test]
    public void OperationsOfTheLibraryAreKnownFromTheirAssembly()
    {
        Generated generated = Generated.From("""
                [Interleaved]
                public FolioResult Read(AddressSpace file, PageIndex index)
                {
                    file.InvalidateLock.DownRead();
                    FolioResult found = file.Pages.LockFolio(index);
                    file.InvalidateLock.UpRead();
                    return found;
                }
            """);

        Assert.That(generated.Errors, Is.Empty);
        Assert.That(generated.Text, Does.Contain("await file.InvalidateLock.DownReadAsync();"));
        Assert.That(generated.Text, Does.Contain("FolioResult found = (await file.Pages.LockFolioAsync(index));"));
    }

    [Test]
    public void GenericsStaticsAndNestedStructsKeepTheirShape()
    {
        Generated generated = Generated.From("""
                public readonly partial struct Inner<T>(Machine m) where T : class
                {
                    private readonly Machine _machine = m;

                    [Interleaved]
                    public U Pick<U>(T thing, U other) where U : struct { _machine.Point(SchedulingPoint.Put); return other; }

                    [Interleaved]
                    public static void Twice(Machine machine) { machine.Point(SchedulingPoint.Put); machine.Point(SchedulingPoint.Put); }
                }
            """);

        Assert.That(generated.Errors, Is.Empty);
        Assert.That(generated.Text, Does.Contain("KernelWork<U> PickAsync<U>(T thing, U other) where U : struct"));
        Assert.That(generated.Text, Does.Contain("public static async global::FolioModel.KernelWork TwiceAsync(Machine machine)"));
    }

    [Test]
    public void AnEditElsewhereDoesNotGenerateAnew()
    {
        Generated generated = Generated.From("""
                [Interleaved]
                public void Step() { machine.Point(SchedulingPoint.Lock); }
            """);
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [new InterleavedGenerator().AsSourceGenerator()],
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true),
            parseOptions: new CSharpParseOptions(LanguageVersion.Latest));
        driver = driver.RunGenerators(generated.Input);
        Compilation edited = generated.Input.AddSyntaxTrees(
            CSharpSyntaxTree.ParseText("class Other { }", new CSharpParseOptions(LanguageVersion.Latest), "Other.cs"));
        driver = driver.RunGenerators(edited);

        IEnumerable<IncrementalStepRunReason> reasons = driver.GetRunResult().Results[0].TrackedOutputSteps
            .SelectMany(s => s.Value).SelectMany(s => s.Outputs).Select(o => o.Reason);
        Assert.That(reasons, Is.All.EqualTo(IncrementalStepRunReason.Cached));
    }
}
