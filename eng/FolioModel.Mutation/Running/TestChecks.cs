using System.Reflection;
using System.Security;
using NUnit.Framework.Api;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace FolioModel.Mutation;

/// <summary>The unit and property tests, one by one, in this process.</summary>
internal static class TestChecks
{
    private static readonly string[] s_assemblies = ["FolioModel.Tests", "FolioModel.Exploration.Tests", "FolioModel.Props"];

    /// <summary>
    /// Tests of documents and of other assemblies' names are not about the model's behaviour; tests that replay all recordings or run
    /// campaigns and
    /// explorations of the command do what the other checkers do.
    /// </summary>
    private static readonly string[] s_left =
    [
        ".Documentation.", ".CommandLines.", ".Diagnosis.", ".RecordedKernelTests", ".RecordedXArrayTests", ".ConformCommandTests",
            ".MalformedTraceTests",
        ".DamagedTraceTests", ".ExploreCommandTests", ".CheckCommandTests", ".DiscreteEventTests", "ExplorerProperties", ".MuseumTests",
            ".LockMatrixTests", ".ProgramTests",
    ];

    public static IEnumerable<Check> All() => s_assemblies.SelectMany(static name => In(Assembly.Load(name)));

    private static IEnumerable<Check> In(Assembly assembly)
    {
        NUnitTestAssemblyRunner runner = new(new DefaultTestAssemblyBuilder());
        ITest suite = runner.Load(assembly, new Dictionary<string,
            object> { [NUnit.FrameworkPackageSettings.NumberOfTestWorkers] = 0, [NUnit.FrameworkPackageSettings.RandomSeed] = 1 });
        return [.. Cases(suite).Where(static t => t.RunState == RunState.Runnable
            && !s_left.Any(l => t.FullName.Contains(l, StringComparison.Ordinal)))
            .GroupBy(static t => t.FullName).Select(static g => g.Key)
                .Select(name => new Check(Checker.Tests, name, () => Run(runner, name)))];
    }

    private static IEnumerable<ITest> Cases(ITest test) => test.IsSuite ? test.Tests.SelectMany(Cases) : [test];

    private static string? Run(NUnitTestAssemblyRunner runner, string name)
    {
        ITestResult result = runner.Run(TestListener.NULL,
            TestFilter.FromXml($"<filter><test>{SecurityElement.Escape(name)}</test></filter>"));
        return result.ResultState.Status is TestStatus.Failed ? FirstFailure(result) : null;
    }

    private static string FirstFailure(ITestResult result) =>
        result.Children.FirstOrDefault(static c => c.ResultState.Status == TestStatus.Failed) is { } child
        ? FirstFailure(child) : result.Message;
}
