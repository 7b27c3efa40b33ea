using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FolioModel.Generators.Tests;

/// <summary>The compiler knows what a task must await, and what it must not.</summary>
internal sealed class AwaitTests
{
    private const string Grab = "machine.AddressSpaces.First().Pages.GrabFolioAsync(default)";

    [TestCase(Grab + ";", TestName = "{m}: a statement")]
    [TestCase("_ = " + Grab + ";", TestName = "{m}: a discard")]
    [TestCase("var work = " + Grab + ";", TestName = "{m}: a variable that is not read")]
    [TestCase("System.Action act = () => " + Grab + "; act();", TestName = "{m}: a lambda without a result")]
    [TestCase("machine.AddressSpaces.First()?.Pages.GrabFolioAsync(default);", TestName = "{m}: a conditional access")]
    [TestCase("machine.Begin(machine.Current, async () => { " + Grab + "; });", TestName = "{m}: inside a body")]
    public void AnOperationThatIsNotAwaitedIsAnError(string statement)
    {
        Diagnostic found = Analyse($"public void M() {{ {statement} }}").Single();
        Assert.Multiple(() =>
        {
            Assert.That(found.Id, Is.EqualTo("FOLIO013"));
            Assert.That(found.Severity, Is.EqualTo(DiagnosticSeverity.Error));
            Assert.That(found.GetMessage(System.Globalization.CultureInfo.InvariantCulture), Does.StartWith("'GrabFolioAsync' is begun"));
        });
    }

    [Test]
    public void ATwinOfTheProgramsOwnIsKnownToo() =>
        Assert.That(Analyse("""
            [Interleaved] public void Put() { machine.Point(SchedulingPoint.Put); }
            public void M() { PutAsync(); }
            """).Select(static d => d.Id), Is.EqualTo(new[] { "FOLIO013" }));

    [TestCase("await System.Threading.Tasks.Task.Delay(1);", "'System.Threading.Tasks.Task.Delay(1)' of type")]
    [TestCase("await System.Threading.Tasks.Task.Yield();", "'System.Threading.Tasks.Task.Yield()' of type")]
    [TestCase("await new System.Threading.Tasks.ValueTask<int>(1);", "of type 'System.Threading.Tasks.ValueTask<int>'")]
    public void AForeignAwaitInABodyIsAnError(string statement, string text)
    {
        string[] bodies =
        [
            $"public void M() {{ machine.Begin(machine.Current, async () => {{ {statement} }}); }}",
            $"public async KernelWork M() {{ {statement} }}",
            $"public async KernelWork<int> M() {{ {statement} return 1; }}",
        ];
        foreach (string body in bodies)
        {
            Diagnostic found = Analyse(body).Single();
            Assert.That(found.Id, Is.EqualTo("FOLIO014"), body);
            Assert.That(found.GetMessage(System.Globalization.CultureInfo.InvariantCulture), Does.Contain(text));
        }
    }

    [TestCase("public async KernelWork M() { await " + Grab + "; }")]
    [TestCase("public KernelWork<FolioResult> M() => " + Grab + ";")]
    [TestCase("public async KernelWork M() { var work = " + Grab + "; machine.Current.ToString(); await work; }")]
    [TestCase("public void M() { machine.Begin(machine.Current, async () => { await " + Grab + "; }); }")]
    [TestCase("public void M() { var result = machine.AddressSpaces.First().Pages.GrabFolio(default); }")]
    [TestCase("public async System.Threading.Tasks.Task M() { await System.Threading.Tasks.Task.Delay(1); }")]
    [TestCase("public async System.Threading.Tasks.Task M() { await " + Grab + "; }")]
    public void WhatIsAwaitedAsItShouldBeIsFine(string members) => Assert.That(Analyse(members), Is.Empty);

    [Test]
    public void ThePackageBringsTheAnalyzer()
    {
        string project = File.ReadAllText(Path.Combine(DocumentedProgramTests.Root, "src", "FolioModel", "FolioModel.csproj"));
        Assert.That(project, Does.Contain("FolioModel.Generators.dll\" Pack=\"true\" PackagePath=\"analyzers/dotnet/cs\""));
        DiagnosticAnalyzerAttribute? mark = typeof(AwaitAnalyzer).GetCustomAttribute<DiagnosticAnalyzerAttribute>();
        Assert.That(mark?.Languages, Is.EqualTo(new[] { LanguageNames.CSharp }));
    }

    private static ImmutableArray<Diagnostic> Analyse(string members)
    {
        Generated generated = Generated.From(members);
        Assert.That(generated.Complaints, Is.Empty);
        Assert.That(generated.Errors.Where(static d => d.Severity == DiagnosticSeverity.Error), Is.Empty, "the sample does not compile");
        return generated.Analyse();
    }
}
