namespace FolioModel.Interleaving;

/// <summary>Names the hand-written awaitable that stands for a method in operations that run suspended.</summary>
/// <param name="twin">Its name; it takes the same arguments and belongs to the same type.</param>
/// <remarks>
/// For the few places at which a task really stops. Everything built on them is marked <see cref="InterleavedAttribute"/>.
/// </remarks>
[AttributeUsage(AttributeTargets.Method)]
[System.ComponentModel.EditorBrowsable(System.ComponentModel.EditorBrowsableState.Never)]
public sealed class SuspendsAsAttribute(string twin) : Attribute
{
    /// <summary>The awaitable's name.</summary>
    public string Twin { get; } = twin;
}
