using FolioModel.Cli.Content.Core;
using FolioModel.Testing;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using NUnit.Framework.Internal.Commands;

namespace FolioModel.Exploration.Tests;

/// <summary>Scenarios as tests: right ones pass, wrong ones fail with a token that the attribute takes.</summary>
internal sealed class InterleavingsAttributeTests
{
    [Interleavings]
    public void TwoGrabsOfOnePage(World world)
    {
        AddressSpace file = world.Machine.CreateAddressSpace(new AddressSpaceOptions { Size = 1 << 16 });
        world.Task("a", () => Grab(file));
        world.Task("b", () => Grab(file));
        world.Finally("one page is cached", () => file.Pages.Count.Value == 1 ? null : file.ToString());
    }

    [Interleavings(Preemptions = 1, AllocationFailures = 1)]
    public void ABoundThatWasAskedForIsNoFailure(World world)
    {
        AddressSpace file = world.Machine.CreateAddressSpace(new AddressSpaceOptions { Size = 1 << 16 });
        world.Task("a", async () => { await file.Pages.GetFolioAsync(PageIndex.Zero); });
        world.Task("b", async () => { await file.Pages.GetFolioAsync(PageIndex.Zero); });
    }

    [Test]
    public void AWrongScenarioFailsWithATokenAndTheTokenAloneFailsToo()
    {
        ITestResult all = Run(new InterleavingsAttribute(), nameof(Targets.Wrong));
        Assert.That(all.ResultState.Status, Is.EqualTo(TestStatus.Failed));
        Assert.That(all.Message, Does.Contain("[Interleavings(Replay = \"Wrong:").And.Contain("| step |"));
        string token = all.Message.Split("Replay = \"")[1].Split('"')[0];
        Assert.That(token, Has.Length.LessThanOrEqualTo(120));

        ITestResult one = Run(new InterleavingsAttribute { Replay = token }, nameof(Targets.Wrong));
        Assert.That(one.ResultState.Status, Is.EqualTo(TestStatus.Failed));
        Assert.That(one.Message.Split('\n')[0], Is.EqualTo(all.Message.Split('\n')[0]), "the token shows another fault");
    }

    [Test]
    public void AnAssertionInATaskIsReportedOnceAsAnAssertionWithTheTable()
    {
        ITestResult result = Run(new InterleavingsAttribute(), nameof(Targets.Asserting));
        Assert.That(result.ResultState.Status, Is.EqualTo(TestStatus.Failed));
        Assert.That(result.AssertionResults, Is.Empty, "executions of the search left failures of their own");
        Assert.That(result.Message.Split("gate is shut"), Has.Length.EqualTo(2), result.Message);
        Assert.That(result.Message,
            Does.StartWith("Assertion: b: ").And.Contain("| step |").And.Contain("Put; Assertion").And.Not.Contain("KernelBug"));
    }

    [Test]
    public void ATokenThatEndsBeforeTheTasksDoFails()
    {
        ITestResult result = Run(new InterleavingsAttribute { Replay = "Asserting:a" }, nameof(Targets.Asserting));
        Assert.That(result.ResultState.Status, Is.EqualTo(TestStatus.Failed));
        Assert.That(result.Message, Does.Contain("the token ends before the tasks do: a before Put; b not started"));
    }

    [Test]
    public void AWishThatIsNeverMetHasATokenThatShowsItAgain()
    {
        ITestResult all = Run(new InterleavingsAttribute(), nameof(Targets.Wishing));
        Assert.That(all.Message, Does.StartWith("NeverSeen: ").And.Contain("[Interleavings(Replay = \"Wishing:*\")]"));
        ITestResult again = Run(new InterleavingsAttribute { Replay = "Wishing:*" }, nameof(Targets.Wishing));
        Assert.That(again.ResultState.Status, Is.EqualTo(TestStatus.Failed));
        Assert.That(again.Message.Split('\n')[0], Is.EqualTo(all.Message.Split('\n')[0]));
    }

    [Test]
    public void AttributesOfNUnitApplyAndTheNameIsTheMethods()
    {
        TestMethod[] tests = [Built(new InterleavingsAttribute()), Built(new FolioPropertyAttribute(typeof(CoreSubject)))];
        foreach (TestMethod test in tests)
        {
            Assert.That(test.RunState, Is.EqualTo(RunState.Explicit));
            Assert.That(test.Properties.Get(PropertyNames.Category), Is.EqualTo("slow"));
            Assert.That(test.Properties.Get(PropertyNames.Description), Is.EqualTo("described"));
            Assert.That(test.FullName, Is.EqualTo($"{typeof(Targets).FullName}.{nameof(Targets.Marked)}"));
        }

        Assert.That(new InterleavingsAttribute().BuildFrom(MethodOf(nameof(Targets.Passed)), null).RunState, Is.EqualTo(RunState.Ignored));
    }

    private static async KernelWork Grab(AddressSpace file)
    {
        Folio folio = (await file.Pages.GrabFolioAsync(PageIndex.Zero)).Folio;
        folio.Unlock();
        folio.Put();
    }

    private static ITestResult Run(InterleavingsAttribute attribute, string method)
    {
        TestMethod test = attribute.BuildFrom(MethodOf(method), null);
        TestExecutionContext context = new() { CurrentTest = test, CurrentResult = test.MakeTestResult() };
        return attribute.Wrap(new EmptyTestCommand(test)).Execute(context);
    }

    private static MethodWrapper MethodOf(string name) => new(
        typeof(Targets), typeof(Targets).GetMethod(name)!);

    private static TestMethod Built(ISimpleTestBuilder attribute) => attribute.BuildFrom(MethodOf(nameof(Targets.Marked)), null);

    /// <summary>Programs that the tests above build and run by themselves. NUnit refuses methods that are not public.</summary>
    internal sealed class Targets
    {
        [Explicit("shows that the attribute is honoured")]
        [Category("slow")]
        [Description("described")]
        public static void Marked(World world) => Wishing(world);

        [Ignore("shows that the attribute is honoured")]
        public static void Passed(World world) => Wishing(world);

        public static void Asserting(World world)
        {
            Shared<int> gate = world.Share(0, "gate");
            world.Task("a", async () =>
            {
                await world.Machine.PointAsync(SchedulingPoint.Put);
                gate.Value = 1;
            });
            world.Task("b", async () =>
            {
                await world.Machine.PointAsync(SchedulingPoint.Put);
                Assert.That(gate.Value, Is.Zero, "gate is shut");
            });
        }

        public static void Wishing(World world)
        {
            world.Task("a", async () => await world.Machine.PointAsync(SchedulingPoint.Put));
            world.Sometimes("pigs fly", static () => false);
        }

        /// <summary>One task forgets its reference. Not a test: run by hand above.</summary>
        public static void Wrong(World world)
        {
            AddressSpace file = world.Machine.CreateAddressSpace(new AddressSpaceOptions { Size = 1 << 16 });
            world.Task("a", async () => (await file.Pages.GrabFolioAsync(PageIndex.Zero)).Folio.Unlock());
        }
    }
}
