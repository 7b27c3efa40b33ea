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
        ITestResult all = Run(new InterleavingsAttribute(), nameof(Wrong));
        Assert.That(all.ResultState.Status, Is.EqualTo(TestStatus.Failed));
        Assert.That(all.Message, Does.Contain("[Interleavings(Replay = \"Wrong:").And.Contain("| step |"));
        string token = all.Message.Split("Replay = \"")[1].Split('"')[0];
        Assert.That(token, Has.Length.LessThanOrEqualTo(120));

        ITestResult one = Run(new InterleavingsAttribute { Replay = token }, nameof(Wrong));
        Assert.That(one.ResultState.Status, Is.EqualTo(TestStatus.Failed));
        Assert.That(one.Message.Split('\n')[0], Is.EqualTo(all.Message.Split('\n')[0]), "the token shows another fault");
    }

    /// <summary>One task forgets its reference. Not a test: run by hand above.</summary>
    internal static void Wrong(World world)
    {
        AddressSpace file = world.Machine.CreateAddressSpace(new AddressSpaceOptions { Size = 1 << 16 });
        world.Task("a", async () => (await file.Pages.GrabFolioAsync(PageIndex.Zero)).Folio.Unlock());
    }

    private static async KernelWork Grab(AddressSpace file)
    {
        Folio folio = (await file.Pages.GrabFolioAsync(PageIndex.Zero)).Folio;
        folio.Unlock();
        folio.Put();
    }

    private static ITestResult Run(InterleavingsAttribute attribute, string method)
    {
        MethodWrapper wrapped = new(typeof(InterleavingsAttributeTests), typeof(InterleavingsAttributeTests).GetMethod(
            method, System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)!);
        TestMethod test = attribute.BuildFrom(wrapped, null);
        TestExecutionContext context = new() { CurrentTest = test, CurrentResult = test.MakeTestResult() };
        return attribute.Wrap(new EmptyTestCommand(test)).Execute(context);
    }
}
