namespace FolioModel.Interleaving;

/// <summary>Marks a partial class whose <see cref="SharedAttribute"/> members are state that several tasks see.</summary>
/// <remarks>
/// The generator writes the tracking: each access to a <c>[Shared]</c> property is announced with
/// <see cref="Machine.Track(ISharedState)"/>, and
/// <see cref="ISharedState"/> is implemented over all <c>[Shared]</c> members. A member that can change and is neither <c>[Shared]</c> nor
/// <c>[NotShared]</c> is a build error. The class assigns the generated field <c>_stateNumber</c> in its constructor, and may implement
/// <c>partial void AddMoreTo(ref StateHash hash)</c> for state that no member of its own holds.
/// </remarks>
/// <example><code>
/// [SharedState("counters of {Name}")]
/// public sealed partial class Counters
/// {
///     private readonly Machine _machine;
///
///     public Counters(Machine machine)
///     {
///         _machine = machine;
///         _stateNumber = machine.NewStateNumber();
///     }
///
///     [Shared]
///     public partial int Count { get; set; }
/// }
/// </code></example>
/// <param name="name">
/// The state's name in reports: the text of an interpolated string, evaluated in the class. Null for a part of another state that has no
/// number
/// of its own.
/// </param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SharedStateAttribute(string? name = null) : Attribute
{
    /// <summary>The state's name in reports, or null.</summary>
    public string? Name { get; } = name;

    /// <summary>An expression for the machine. Null for the class's member of type <see cref="FolioModel.Machine"/>.</summary>
    public string? Machine { get; init; }

    /// <summary>
    /// An expression for the shared state that this class is a part of: an access to the part is an access to the whole, which hashes the
    /// part's
    /// members with its own. Null for a state of its own.
    /// </summary>
    public string? PartOf { get; init; }
}
