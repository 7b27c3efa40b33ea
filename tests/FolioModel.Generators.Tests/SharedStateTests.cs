using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace FolioModel.Generators.Tests;

/// <summary>Tracking and hash of a shared state are written by the generator; what it cannot write is an error that says so.</summary>
internal sealed class SharedStateTests
{
    private const string Class = """[SharedState("sample {Name}")] public sealed partial class Sample(Machine machine)""";
    private const string Number = "public string Name => \"x\"; public Machine Machine => machine; int ISharedState.StateNumber => 1; ";

    [Test]
    public void A_property_announces_every_access_and_is_hashed()
    {
        Generated made = Of("[Shared] public partial int Count { get; private set; }");
        Assert.Multiple(() =>
        {
            Assert.That(made.Complaints.Concat(made.Errors), Is.Empty);
            Assert.That(made.Text,
                Does.Contain("get { TrackState(); return _count; }").And.Contain("private set { TrackState(); _count = value; }"));
            Assert.That(made.Text, Does.Contain("Machine.Track(this)").And.Contain("hash.Add(_count);"));
            Assert.That(made.Text, Does.Contain("StateName => $\"sample {Name}\";"));
        });
    }

    [TestCase("bool")]
    [TestCase("byte")]
    [TestCase("long")]
    [TestCase("string?")]
    [TestCase("System.DayOfWeek")]
    [TestCase("int?")]
    [TestCase("Pfn")]
    [TestCase("PageIndex?")]
    [TestCase("Folio")]
    [TestCase("KernelTask?")]
    [TestCase("(int First, Order Second)")]
    [TestCase("int[]?")]
    [TestCase("System.Collections.Generic.List<PageCount>?")]
    [TestCase("System.Collections.Generic.Dictionary<int, Folio>?")]
    [TestCase("System.Collections.Generic.SortedDictionary<PageIndex, System.Collections.Generic.List<int>>?")]
    public void A_supported_type_compiles(string type)
    {
        Generated made = Of($"[Shared] public partial {type} Member {{ get; set; }}");
        Assert.That(made.Complaints.Concat(made.Errors), Is.Empty);
    }

    [Test]
    public void A_dictionary_has_no_order_and_a_list_has_one()
    {
        Generated made = Of("""
            [Shared] public partial System.Collections.Generic.Dictionary<int, int> Table { get; }
            [Shared] public partial System.Collections.Generic.List<int> Queue { get; }
            """);
        Assert.Multiple(() =>
        {
            Assert.That(made.Complaints.Concat(made.Errors), Is.Empty);
            Assert.That(made.Text, Does.Contain("sum").And.Contain("= new();"));
            Assert.That(made.Text.Split("UInt128 sum"), Has.Length.EqualTo(2), "the dictionary's elements are summed, the list's are not");
        });
    }

    [TestCase("private int _forgotten;", "'_forgotten'")]
    [TestCase("public int Forgotten { get; set; }", "'Forgotten'")]
    [TestCase("private readonly int[] _forgotten = new int[2]; public int First => _forgotten[0];", "'_forgotten'")]
    public void A_forgotten_member_is_named(string members, string name) => AssertComplaint(Of(members), "FOLIO008", name);

    [TestCase("[NotShared(\"a cache\")] public int Left { get; set; }")]
    [TestCase("private readonly int _fixed = 1; public int Fixed => _fixed;")]
    [TestCase("public int Made { get; init; }")]
    [TestCase("public int Computed => 1;")]
    public void A_member_that_cannot_change_or_has_a_reason_is_left_out(string members) =>
        Assert.That(Of(members).Complaints, Is.Empty);

    [Test]
    public void A_type_that_cannot_be_hashed_is_named() =>
        AssertComplaint(Of("[Shared] public partial System.Action? Callback { get; set; }"), "FOLIO009", "'System.Action?'");

    [Test]
    public void A_property_that_is_not_partial_is_named() =>
        AssertComplaint(Of("[Shared] public int Count { get; set; }"), "FOLIO010", "'Count'");

    [Test]
    public void A_class_that_is_not_marked_is_named() =>
        AssertComplaint(Generated.From("[Shared] private int _count;", "public sealed partial class Sample(Machine machine)"), "FOLIO011",
            "'Sample'");

    [Test]
    public void A_class_without_a_machine_is_named() =>
        AssertComplaint(
            Generated.From("int ISharedState.StateNumber => 1;", """[SharedState("x")] public partial class Sample"""),
            "FOLIO012", "Machine");

    [Test]
    public void A_class_that_is_not_partial_is_named() =>
        AssertComplaint(
            Generated.From("", """[SharedState("x", Machine = "machine")] public class Sample(Machine machine)"""), "FOLIO001", "'Sample'");

    [Test]
    public void An_access_to_a_part_is_announced_as_one_to_the_whole()
    {
        Generated made = Of("""
            [Shared] public partial Half? Inside { get; private set; }

            [SharedState(PartOf = "whole")]
            public sealed partial class Half(Sample whole)
            {
                [Shared] public partial int Count { get; set; }
            }
            """);
        Assert.Multiple(() =>
        {
            Assert.That(made.Complaints.Concat(made.Errors), Is.Empty);
            Assert.That(made.Text, Does.Contain("whole.TrackState()").And.Contain("part1.AddTo(ref hash)"));
        });
    }

    private static Generated Of(string members) => Generated.From(Number + members, Class);

    private static void AssertComplaint(Generated made, string id, string text)
    {
        ImmutableArray<Diagnostic> complaints = made.Complaints;
        Assert.That(complaints.Select(c => c.Id), Does.Contain(id));
        Assert.That(complaints.First(c => c.Id == id).GetMessage(System.Globalization.CultureInfo.InvariantCulture), Does.Contain(text));
    }
}
