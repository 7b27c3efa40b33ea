namespace FolioModel.Forking;

/// <summary>A field that a copy of a machine does not take over: an observer, a log, a cache of something that can be made again. Where the
/// object is copied for another reason, the field of the copy refers to it.</summary>
/// <param name="reason">Why not.</param>
[AttributeUsage(AttributeTargets.Field)]
public sealed class NotForkedAttribute(string reason) : Attribute
{
    /// <summary>Why not.</summary>
    public string Reason { get; } = reason;
}
