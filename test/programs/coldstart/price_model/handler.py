"""What a house would sell for, and on request a range that holds the price with some confidence."""

from model import FEATURES, interval, load_model

model = None


def handler(event, context=None):
    global model
    if model is None:
        model = load_model()
    price, deviation = model.predict([float(event["house"][name]) for name in FEATURES])
    answer = {"price": round(price), "deviation": round(deviation)}
    if "confidence" in event:
        answer["range"] = [round(end) for end in interval(price, deviation, event["confidence"])]
    return answer
